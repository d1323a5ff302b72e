package dev.kindred.density;

/** Hears how a clustering gets on; called by several threads. */
@FunctionalInterface
public interface DensityProgress {

    /**
     * Some of the work is done.
     *
     * @param share of all the work, from 0 to 1
     * @param phase what is being done, in a few words
     */
    void reached(double share, String phase);
}
