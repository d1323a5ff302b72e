package dev.kindred.kmeans;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Finds new places for centroids without points: the points farthest from their centroids, as scikit-learn does. */
final class Relocation {

    private final Assignment run;
    private final int wanted;

    /** A point, its squared distance from its centroid, and its working coordinates. */
    private record Candidate(long row, double square, float[] coordinates) {}

    private static final Comparator<Candidate> FARTHEST_FIRST = Comparator.comparingDouble(Candidate::square).reversed()
            .thenComparingLong(Candidate::row);

    private Relocation(Assignment run, int wanted) {
        this.run = run;
        this.wanted = wanted;
    }

    /**
     * Moves the centroids of clusters without weight, in place, as far as there are different points for them. The
     * clusters that lose those points keep the mean they have; their next update sees to it.
     */
    static void relocate(Assignment run, float[] centroids, List<Integer> emptyClusters) {
        int dimensions = run.points.dimensions;
        int next = 0;
        for (float[] place : new Relocation(run, emptyClusters.size()).places()) {
            System.arraycopy(place, 0, centroids, emptyClusters.get(next++) * dimensions, dimensions);
        }
    }

    private List<float[]> places() {
        List<List<Candidate>> perBlock = new ArrayList<>();
        for (int block = 0; block < run.points.blocks; block++) {
            perBlock.add(List.of());
        }
        run.workers.forEach(run.points.blocks, (worker, block) -> perBlock.set(block, candidates(block)));
        List<Candidate> all = new ArrayList<>();
        perBlock.forEach(all::addAll);
        all.sort(FARTHEST_FIRST);
        List<float[]> places = new ArrayList<>();
        for (Candidate candidate : all) {
            if (places.size() < wanted && isNew(places, candidate.coordinates)) {
                places.add(candidate.coordinates);
            }
        }
        return places;
    }

    private static boolean isNew(List<float[]> places, float[] coordinates) {
        for (float[] place : places) {
            if (Arrays.equals(place, coordinates)) {
                return false;
            }
        }
        return true;
    }

    /** The farthest points of a block with weight, no two the same, at most as many as are wanted. */
    private List<Candidate> candidates(int block) {
        WorkingPoints points = run.points;
        WorkingPoints.Reader reader = points.reader();
        reader.block(block);
        int[] labels = run.bounds[block].labels;
        float[] row = new float[points.dimensions];
        List<Candidate> farthest = new ArrayList<>();
        for (int each = 0; each < labels.length; each++) {
            reader.read(each, 1, row, 0);
            double square = CanonicalDistance.square(row, 0, run.centroids, labels[each] * points.dimensions,
                    points.dimensions);
            long number = (long) block * points.blockRows + each;
            boolean full = farthest.size() == wanted;
            if (square > 0 && points.weight(number) > 0 && !(full && square <= farthest.get(wanted - 1).square)
                    && differs(farthest, row)) {
                if (full) {
                    farthest.remove(wanted - 1);
                }
                insert(farthest, new Candidate(number, square, row.clone()));
            }
        }
        return farthest;
    }

    private static boolean differs(List<Candidate> candidates, float[] row) {
        for (Candidate candidate : candidates) {
            if (Arrays.equals(candidate.coordinates, row)) {
                return false;
            }
        }
        return true;
    }

    private static void insert(List<Candidate> sorted, Candidate candidate) {
        int at = sorted.size();
        while (at > 0 && sorted.get(at - 1).square < candidate.square) {
            at--;
        }
        sorted.add(at, candidate);
    }
}
