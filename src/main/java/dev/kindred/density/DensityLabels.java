package dev.kindred.density;

/**
 * What a density-based clustering has found.
 *
 * @param labels   per row its cluster, from 0 in the order of their first rows; {@link #NOISE} for a row that is in none
 * @param clusters how many there are, which may be none
 */
public record DensityLabels(int[] labels, int clusters) {

    /** The label of a row that is in no cluster. */
    public static final int NOISE = -1;
}
