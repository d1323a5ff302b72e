package dev.kindred.kmeans;

/** Sizes, inertia and distances of a finished assignment, from true distances computed in double. */
final class Measurement {

    private static final double PERCENTILE = 0.99;

    final long rows;
    final int blockRows;
    final int[][] labels;
    final long[] sizes;
    final double inertia;
    final double totalSquares;
    final double totalWeight;
    final double[] meanDistances;
    final double[] p99Distances;

    private final Assignment run;
    private final KMeansMetric metric;

    /** Measures the assignment, which is of no use afterwards: its bounds are overwritten with distances. */
    static Measurement of(Assignment run, KMeansMetric metric) {
        Measurement measurement = new Measurement(run, metric);
        return new Measurement(measurement);
    }

    private Measurement(Assignment run, KMeansMetric metric) {
        this.run = run;
        this.metric = metric;
        WorkingPoints points = run.points;
        rows = points.rows;
        blockRows = points.blockRows;
        int clusters = run.groups.groupOf.length;
        labels = new int[points.blocks][];
        sizes = new long[clusters];
        for (int cluster = 0; cluster < clusters; cluster++) {
            sizes[cluster] = run.sums.count(cluster);
        }
        for (int block = 0; block < labels.length; block++) {
            labels[block] = run.bounds[block].labels;
            run.bounds[block].release();
        }
        meanDistances = new double[clusters];
        p99Distances = new double[clusters];
        inertia = distances();
        double unit = points.transform.unit();
        totalSquares = run.sums.totalSquares() * unit * unit;
        totalWeight = run.sums.totalWeight();
        spread();
    }

    /**
     * Of rows that all count once, whose labels are not this engine's.
     *
     * @param distances of each cluster's rows from its centroid; reordered
     */
    Measurement(int[] labels, float[][] distances, double inertia, double totalSquares) {
        run = null;
        metric = null;
        rows = labels.length;
        blockRows = labels.length;
        this.labels = new int[][]{labels};
        this.inertia = inertia;
        this.totalSquares = totalSquares;
        totalWeight = labels.length;
        sizes = new long[distances.length];
        meanDistances = new double[distances.length];
        p99Distances = new double[distances.length];
        for (int cluster = 0; cluster < distances.length; cluster++) {
            sizes[cluster] = distances[cluster].length;
            spread(cluster, distances[cluster]);
        }
    }

    /** The results without the run that they came from, so that its memory is free. */
    private Measurement(Measurement other) {
        run = null;
        metric = other.metric;
        rows = other.rows;
        blockRows = other.blockRows;
        labels = other.labels;
        sizes = other.sizes;
        inertia = other.inertia;
        totalSquares = other.totalSquares;
        totalWeight = other.totalWeight;
        meanDistances = other.meanDistances;
        p99Distances = other.p99Distances;
    }

    /** Puts each point's distance in the place of its upper bound; gives the inertia, summed block by block in order. */
    private double distances() {
        double[] partial = new double[labels.length];
        run.workers.forEach(labels.length, (worker, block) -> partial[block] = distances(block));
        double sum = 0;
        for (double each : partial) {
            sum += each;
        }
        double unit = run.points.transform.unit();
        return sum * unit * unit;
    }

    private double distances(int block) {
        WorkingPoints points = run.points;
        WorkingPoints.Reader reader = points.reader();
        reader.block(block);
        int count = labels[block].length;
        float[] tile = new float[PointTile.WIDTH * points.dimensions];
        double sum = 0;
        for (int row = 0; row < count; row += PointTile.WIDTH) {
            int size = Math.min(PointTile.WIDTH, count - row);
            reader.read(row, size, tile, 0);
            for (int each = 0; each < size; each++) {
                double square = CanonicalDistance.square(tile, each * points.dimensions, run.centroids,
                        labels[block][row + each] * points.dimensions, points.dimensions);
                sum += points.weight((long) block * blockRows + row + each) * square;
                run.bounds[block].upper[row + each] = distance(square);
            }
        }
        return sum;
    }

    private float distance(double square) {
        return metric == KMeansMetric.COSINE
                ? (float) (square / 2)
                : (float) (Math.sqrt(square) * run.points.transform.unit());
    }

    private void spread() {
        float[][] distances = new float[sizes.length][];
        for (int cluster = 0; cluster < sizes.length; cluster++) {
            distances[cluster] = new float[Math.toIntExact(sizes[cluster])];
        }
        int[] filled = new int[sizes.length];
        for (int block = 0; block < labels.length; block++) {
            sortOut(labels[block], run.bounds[block].upper, distances, filled);
        }
        run.workers.forEach(sizes.length, (worker, cluster) -> spread(cluster, distances[cluster]));
    }

    private static void sortOut(int[] labels, float[] values, float[][] distances, int[] filled) {
        for (int row = 0; row < labels.length; row++) {
            int label = labels[row];
            distances[label][filled[label]++] = values[row];
        }
    }

    private void spread(int cluster, float[] distances) {
        if (distances.length == 0) {
            meanDistances[cluster] = Double.NaN;
            p99Distances[cluster] = Double.NaN;
            return;
        }
        double sum = 0;
        for (float distance : distances) {
            sum += distance;
        }
        meanDistances[cluster] = sum / distances.length;
        int rank = (int) Math.ceil(PERCENTILE * distances.length) - 1;
        p99Distances[cluster] = Selection.select(distances, rank);
    }
}
