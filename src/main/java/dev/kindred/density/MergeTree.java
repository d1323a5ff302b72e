package dev.kindred.density;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntConsumer;

/**
 * The single-linkage hierarchy of a spanning tree: which sets of rows come together at which distance. Edges of the same
 * length merge at once, into one node of several children, so that the hierarchy does not depend on the order of the rows.
 * Nodes below {@code rows} are the rows themselves; the last node is the whole.
 */
final class MergeTree {

    private static final int NONE = -1;

    final int rows;

    /** Per node: how many rows are below it, and, for merges, at which distance its children came together. */
    private final int[] sizes;
    private final double[] distances;

    private final int[] firstChildren;
    private final int[] lastChildren;
    private final int[] nextSiblings;
    private int nodes;

    /** Union–find over rows, and per root the node that its set is now. */
    private final int[] parents;
    private final int[] tops;

    /**
     * Builds.
     *
     * @param edges    of a tree of all rows, at least one
     * @param distance of an edge from its square
     */
    MergeTree(SpanningTree.Edge[] edges, DoubleUnaryOperator distance) {
        rows = edges.length + 1;
        int most = 2 * rows - 1;
        sizes = new int[most];
        distances = new double[most];
        firstChildren = new int[most];
        lastChildren = new int[most];
        nextSiblings = new int[most];
        parents = new int[rows];
        tops = new int[rows];
        Arrays.fill(sizes, 0, rows, 1);
        Arrays.fill(firstChildren, NONE);
        Arrays.fill(lastChildren, NONE);
        Arrays.fill(nextSiblings, NONE);
        Arrays.setAll(parents, row -> row);
        Arrays.setAll(tops, row -> row);
        nodes = rows;
        SpanningTree.Edge[] ascending = edges.clone();
        Arrays.sort(ascending, (a, b) -> Double.compare(a.square(), b.square()));
        for (SpanningTree.Edge edge : ascending) {
            int one = root(edge.row());
            int other = root(edge.other());
            parents[other] = one;
            tops[one] = merge(tops[one], tops[other], distance.applyAsDouble(edge.square()));
        }
    }

    private int root(int row) {
        int at = row;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    private int merge(int one, int other, double distance) {
        boolean isOneJustMerged = isMergeAt(one, distance);
        boolean isOtherJustMerged = isMergeAt(other, distance);
        if (isOneJustMerged && isOtherJustMerged) {
            nextSiblings[lastChildren[one]] = firstChildren[other];
            lastChildren[one] = lastChildren[other];
            sizes[one] += sizes[other];
            return one;
        }
        if (isOneJustMerged) {
            return adopt(one, other);
        }
        if (isOtherJustMerged) {
            return adopt(other, one);
        }
        int node = nodes++;
        distances[node] = distance;
        adopt(node, one);
        return adopt(node, other);
    }

    private boolean isMergeAt(int node, double distance) {
        return node >= rows && distances[node] == distance;
    }

    private int adopt(int node, int child) {
        if (firstChildren[node] == NONE) {
            firstChildren[node] = child;
        } else {
            nextSiblings[lastChildren[node]] = child;
        }
        lastChildren[node] = child;
        sizes[node] += sizes[child];
        return node;
    }

    int whole() {
        return tops[root(0)];
    }

    int size(int node) {
        return sizes[node];
    }

    /** At which distance the children of a merge came together. */
    double distance(int node) {
        return distances[node];
    }

    void forEachChild(int node, IntConsumer consumer) {
        for (int child = firstChildren[node]; child != NONE; child = nextSiblings[child]) {
            consumer.accept(child);
        }
    }

    /** All rows below a node, or the row that it is. */
    void forEachRow(int node, IntConsumer consumer) {
        int[] open = new int[sizes[node]];
        int count = 0;
        open[count++] = node;
        while (count > 0) {
            int at = open[--count];
            if (at < rows) {
                consumer.accept(at);
            }
            for (int child = firstChildren[at]; child != NONE; child = nextSiblings[child]) {
                open[count++] = child;
            }
        }
    }
}
