package dev.kindred.density;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The clusters of a hierarchy, and the best of them. Going down from the whole, a part of fewer than {@code minClusterSize}
 * rows is noise that a cluster loses; only where at least two larger parts come out do new clusters begin. Of a cluster and
 * those below it the more stable are taken, by excess of mass: how long, in 1/distance, rows have stayed. The whole itself is
 * never taken. (Campello, Moulavi, Zimek and Sander, "Hierarchical density estimates for data clustering, visualization, and
 * outlier detection", ACM TKDD 10, 2015, sections 4 and 5.)
 */
final class CondensedTree {

    private static final int WHOLE = 0;

    private final MergeTree tree;
    private final int minClusterSize;

    /** A cluster stands behind the one that it comes from. */
    private final List<Cluster> clusters = new ArrayList<>();

    private static final class Cluster {
        final int node;
        final int parent;
        final double birth;
        double stability;
        double stabilityBelow;
        boolean isTaken;
        boolean hasChildren;

        Cluster(int node, int parent, double birth) {
            this.node = node;
            this.parent = parent;
            this.birth = birth;
        }
    }

    CondensedTree(MergeTree tree, int minClusterSize) {
        this.tree = tree;
        this.minClusterSize = minClusterSize;
        clusters.add(new Cluster(tree.whole(), WHOLE, 0));
        for (int number = 0; number < clusters.size(); number++) {
            shrink(number);
        }
        take();
    }

    /** Follows a cluster down to where it splits or ends. */
    private void shrink(int number) {
        Cluster cluster = clusters.get(number);
        int node = cluster.node;
        while (node >= 0) {
            node = step(number, cluster, node);
        }
    }

    /** The node that goes on as the cluster, or −1 where it has split or ended. */
    private int step(int number, Cluster cluster, int node) {
        List<Integer> large = new ArrayList<>();
        tree.forEachChild(node, child -> {
            if (tree.size(child) >= minClusterSize) {
                large.add(child);
            }
        });
        double level = 1 / tree.distance(node);
        int next = large.size() == 1 ? large.get(0) : -1;
        int leaving = tree.size(node) - (next < 0 ? 0 : tree.size(next));
        if (leaving > 0) { // 0 · infinity is NaN
            cluster.stability += leaving * (level - cluster.birth);
        }
        if (large.size() > 1) {
            cluster.hasChildren = true;
            large.forEach(child -> clusters.add(new Cluster(child, number, level)));
        }
        return next;
    }

    private void take() {
        for (int number = clusters.size() - 1; number > WHOLE; number--) {
            Cluster cluster = clusters.get(number);
            cluster.isTaken = !cluster.hasChildren || cluster.stability >= cluster.stabilityBelow;
            clusters.get(cluster.parent).stabilityBelow += cluster.isTaken ? cluster.stability : cluster.stabilityBelow;
        }
    }

    /** The rows of the clusters that are taken, as they were when each began. */
    DensityLabels labels() {
        int[] clusterOf = new int[tree.rows];
        Arrays.fill(clusterOf, DensityLabels.NOISE);
        boolean[] isCovered = new boolean[clusters.size()];
        for (int number = WHOLE + 1; number < clusters.size(); number++) {
            Cluster cluster = clusters.get(number);
            isCovered[number] = isCovered[cluster.parent] || clusters.get(cluster.parent).isTaken;
            if (cluster.isTaken && !isCovered[number]) {
                int label = number;
                tree.forEachRow(cluster.node, row -> clusterOf[row] = label);
            }
        }
        return Numbering.byFirstRow(clusterOf, clusters.size());
    }
}
