package dev.kindred.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Which cluster of an old version is which of a new one.
 *
 * @param oldOf      by new cluster the old one it goes on from; −1 for a birth
 * @param similarity by new cluster, to the old one; 0 for a birth
 * @param died       old clusters that none goes on from
 * @param splits     old clusters of whose members several new ones have a good part each
 * @param merges     new clusters with a good part of members from several old ones each
 * @param total      of the similarities
 */
record Matching(int[] oldOf, double[] similarity, List<Integer> died, List<Flow> splits, List<Flow> merges,
        double total) {

    /** From this share of its members on, a part of a cluster is worth telling. */
    static final double GOOD_PART = 0.25;

    private static final int BIRTH = -1;

    /** A cluster and those that its members are in, or come from. */
    record Flow(int cluster, List<Part> parts) {}

    /** Another cluster, and the share of the members that are in it. */
    record Part(int cluster, double share) {}

    /**
     * The pairs of clusters whose similarities have the largest sum there is. What is below the threshold is left out
     * before, not after: else a pair that is no match could decide against one that is.
     *
     * @param similarity old × new, from 0 to 1
     * @param young      number of new clusters
     * @param overlap    of members; null where they are not known, and then neither are splits and merges
     * @param threshold  below it no match is claimed
     */
    static Matching of(double[][] similarity, int young, Overlap overlap, double threshold) {
        double[][] claimed = new double[similarity.length][];
        for (int i = 0; i < similarity.length; i++) {
            claimed[i] = Arrays.stream(similarity[i]).map(value -> value < threshold ? 0 : value).toArray();
        }
        int[] oldOf = new int[young];
        Arrays.fill(oldOf, BIRTH);
        double[] similarities = new double[young];
        List<Integer> died = new ArrayList<>();
        int[] newOf = OptimalAssignment.maximise(claimed);
        for (int i = 0; i < newOf.length; i++) {
            if (newOf[i] < 0) {
                died.add(i);
            } else {
                oldOf[newOf[i]] = i;
                similarities[newOf[i]] = similarity[i][newOf[i]];
            }
        }
        return new Matching(oldOf, similarities, died, splits(overlap), merges(overlap),
                Arrays.stream(similarities).sum());
    }

    boolean isBirth(int cluster) {
        return oldOf[cluster] == BIRTH;
    }

    private static List<Flow> splits(Overlap overlap) {
        List<Flow> splits = new ArrayList<>();
        for (int i = 0; overlap != null && i < overlap.oldClusters(); i++) {
            int old = i;
            addIfSeveral(splits, old, overlap.newClusters(), young -> overlap.shareOfOld(old, young));
        }
        return splits;
    }

    private static List<Flow> merges(Overlap overlap) {
        List<Flow> merges = new ArrayList<>();
        for (int j = 0; overlap != null && j < overlap.newClusters(); j++) {
            int young = j;
            addIfSeveral(merges, young, overlap.oldClusters(), old -> overlap.shareOfNew(old, young));
        }
        return merges;
    }

    private static void addIfSeveral(List<Flow> flows, int cluster, int others, IntToDoubleFunction share) {
        List<Part> parts = new ArrayList<>();
        for (int other = 0; other < others; other++) {
            double part = share.applyAsDouble(other);
            if (part >= GOOD_PART) {
                parts.add(new Part(other, part));
            }
        }
        if (parts.size() > 1) {
            flows.add(new Flow(cluster, parts));
        }
    }
}
