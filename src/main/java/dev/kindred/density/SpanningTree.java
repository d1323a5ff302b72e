package dev.kindred.density;

import dev.kindred.kmeans.Workers;

/**
 * A minimum spanning tree of all points by mutual reachability: the largest of their distance and both core distances. Prim's
 * algorithm ("Shortest connection networks", 1957) over the complete graph, whose edges are computed as they are looked at:
 * n²/2 distances, memory for n.
 */
final class SpanningTree {

    private static final int STEPS_BETWEEN_REPORTS = 256;

    /** Two rows and how far apart they are: squared mutual reachability. */
    record Edge(int row, int other, double square) {}

    private final ExactPoints points;

    /** By position, like the three below: row, squared core distance, and of the cheapest edge into the tree its cost and its end. */
    private final int[] rows;
    private final double[] cores;
    private final double[] costs;
    private final int[] ends;

    /** Points outside the tree; they are at the first positions. */
    private int left;

    private SpanningTree(ExactPoints points, double[] cores) {
        this.points = points;
        this.cores = cores;
        left = cores.length;
        rows = new int[left];
        costs = new double[left];
        ends = new int[left];
        for (int row = 0; row < left; row++) {
            rows[row] = row;
            costs[row] = Double.POSITIVE_INFINITY;
        }
    }

    /**
     * The n − 1 edges.
     *
     * @param points used up
     * @param cores  squared core distances by row; used up
     */
    static Edge[] of(ExactPoints points, double[] cores, Workers workers, DensityProgress progress) {
        Edge[] edges = new Edge[cores.length - 1];
        SpanningTree tree = new SpanningTree(points, cores);
        double[] point = new double[points.dimensions];
        int next = tree.left - 1;
        for (int each = 0; each < edges.length; each++) {
            workers.checkCancelled();
            points.read(next, point);
            int row = tree.rows[next];
            double core = cores[next];
            tree.remove(next);
            next = tree.cheapest(point, row, core);
            edges[each] = new Edge(tree.rows[next], tree.ends[next], tree.costs[next]);
            if (each % STEPS_BETWEEN_REPORTS == 0) {
                // The steps get cheaper as fewer points are left.
                double outside = 1 - (double) each / edges.length;
                progress.reached(1 - outside * outside, "joining points");
            }
        }
        return edges;
    }

    /** Fills the gap with the last point, so that those left stay together. */
    private void remove(int position) {
        left--;
        rows[position] = rows[left];
        cores[position] = cores[left];
        costs[position] = costs[left];
        ends[position] = ends[left];
        points.move(left, position);
    }

    /** Offers the edges from a point of the tree; the position of the point that is now nearest to the tree. */
    private int cheapest(double[] point, int row, double core) {
        double[] squares = new double[ExactPoints.WIDTH];
        int cheapest = 0;
        for (int first = 0; first < left; first += ExactPoints.WIDTH) {
            points.squares(point, first / ExactPoints.WIDTH, squares);
            for (int position = first; position < Math.min(left, first + ExactPoints.WIDTH); position++) {
                double cost = Math.max(squares[position - first], Math.max(core, cores[position]));
                if (cost < costs[position]) {
                    costs[position] = cost;
                    ends[position] = row;
                }
                if (costs[position] < costs[cheapest]) {
                    cheapest = position;
                }
            }
        }
        return cheapest;
    }
}
