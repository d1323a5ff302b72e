package dev.kindred.kmeans;

import dev.kindred.vector.FloatMatrix;

/**
 * The one pass over the data before the work: checks that every value is finite, and finds what centring, the tolerance
 * and exact sums need.
 */
final class Preparation {

    /** Parts with partial sums of their own, added up in order; fixed, so that threads change nothing. */
    private static final int PARTS = 64;

    /** Working values beyond 2^±40 would leave too little of float32's range to their squares. */
    private static final int COMFORTABLE_EXPONENT = 40;

    private final FloatMatrix matrix;
    private final float[] weights;
    private final Workers workers;
    private final int parts;
    private final int blockRows;

    private Preparation(FloatMatrix matrix, float[] weights, Workers workers) {
        this.matrix = matrix;
        this.weights = weights;
        this.workers = workers;
        this.blockRows = WorkingPoints.blockRows(matrix);
        this.parts = Math.min(PARTS, WorkingPoints.blocks(matrix));
    }

    /** @throws IllegalArgumentException when a value is not finite, or for the cosine metric a row is zero */
    static WorkingPoints prepare(FloatMatrix matrix, float[] weights, KMeansMetric metric, Workers workers) {
        Preparation preparation = new Preparation(matrix, weights, workers);
        return metric == KMeansMetric.COSINE ? preparation.normalized() : preparation.centred();
    }

    private WorkingPoints centred() {
        ColumnMoments moments = moments(null);
        int dimensions = matrix.dimensions();
        float[] shift = new float[dimensions];
        double[] largest = new double[dimensions];
        double total = 0;
        double top = 0;
        for (int column = 0; column < dimensions; column++) {
            shift[column] = shift(moments, column);
            largest[column] = moments.largestFrom(column, shift[column]);
            total += moments.variance(column);
            top = Math.max(top, largest[column]);
        }
        int exponent = top == 0 ? 0 : Math.getExponent(top);
        double scale = Math.abs(exponent) > COMFORTABLE_EXPONENT ? Math.scalb(1.0, -exponent) : 1;
        for (int column = 0; column < dimensions; column++) {
            largest[column] *= scale;
        }
        return new WorkingPoints(matrix, weights, new CentredTransform(shift, scale), grid(largest),
                total / dimensions * scale * scale);
    }

    /**
     * The mean, or 0 where it is smaller than the deviation: there it gains nothing, and when a few huge values make
     * both, subtracting it would cost the digits of all others.
     */
    private static float shift(ColumnMoments moments, int column) {
        double mean = moments.mean(column);
        return mean * mean > moments.variance(column) ? (float) mean : 0;
    }

    private WorkingPoints normalized() {
        UnitTransform transform = new UnitTransform(matrix.dimensions(), inverseNorms(), blockRows);
        ColumnMoments moments = moments(transform);
        double[] largest = new double[matrix.dimensions()];
        double total = 0;
        for (int column = 0; column < largest.length; column++) {
            largest[column] = moments.largestFrom(column, 0);
            total += moments.variance(column);
        }
        return new WorkingPoints(matrix, weights, transform, grid(largest), total / largest.length);
    }

    private ClusterSums.Grid grid(double[] largest) {
        double heaviest = 1;
        if (weights != null) {
            heaviest = 0;
            for (float weight : weights) {
                heaviest = Math.max(heaviest, weight);
            }
        }
        double[] addends = new double[largest.length + 2];
        double square = 0;
        for (int column = 0; column < largest.length; column++) {
            addends[column] = largest[column] * heaviest;
            square += largest[column] * largest[column] * heaviest;
        }
        addends[largest.length] = heaviest;
        addends[largest.length + 1] = square;
        return new ClusterSums.Grid(matrix.rows(), addends);
    }

    /** The moments of the transformed rows, or of the rows as they are when there is no transform. */
    private ColumnMoments moments(UnitTransform transform) {
        ColumnMoments[] partial = new ColumnMoments[parts];
        float[] origin = new float[matrix.dimensions()];
        if (transform == null) {
            FloatMatrix.Cursor cursor = matrix.cursor();
            cursor.move(0, 1);
            System.arraycopy(cursor.array(), cursor.offset(), origin, 0, origin.length);
        }
        workers.forEach(parts, (worker, part) -> partial[part] = moments(transform, origin, part));
        ColumnMoments all = partial[0];
        for (int part = 1; part < parts; part++) {
            all.take(partial[part]);
        }
        return all;
    }

    private ColumnMoments moments(UnitTransform transform, float[] origin, int part) {
        ColumnMoments moments = new ColumnMoments(origin);
        FloatMatrix.Cursor cursor = matrix.cursor();
        float[] transformed = new float[transform == null ? 0 : blockRows * origin.length];
        for (int block = firstBlock(part); block < firstBlock(part + 1); block++) {
            workers.checkCancelled();
            long first = (long) block * blockRows;
            int rows = (int) Math.min(blockRows, matrix.rows() - first);
            cursor.move(first, rows);
            if (transform == null) {
                moments.add(cursor.array(), cursor.offset(), rows);
            } else {
                transform.apply(cursor.array(), cursor.offset(), first, rows, transformed, 0);
                moments.add(transformed, 0, rows);
            }
            if (!moments.finite()) {
                throw notFinite(cursor, first, rows);
            }
        }
        return moments;
    }

    private int firstBlock(int part) {
        return (int) ((long) WorkingPoints.blocks(matrix) * part / parts);
    }

    private IllegalArgumentException notFinite(FloatMatrix.Cursor cursor, long first, int rows) {
        int dimensions = matrix.dimensions();
        for (int i = 0; i < rows * dimensions; i++) {
            float value = cursor.array()[cursor.offset() + i];
            if (!Float.isFinite(value)) {
                return new IllegalArgumentException("row " + (first + i / dimensions) + ", column " + i % dimensions
                        + " is " + value + "; every value must be finite");
            }
        }
        return new IllegalArgumentException("the values of a column of rows " + first + " to " + (first + rows - 1)
                + " lie too far apart for float32; scale the column down");
    }

    private double[][] inverseNorms() {
        double[][] inverse = new double[WorkingPoints.blocks(matrix)][];
        workers.forEach(inverse.length, (worker, block) -> {
            long first = (long) block * blockRows;
            int rows = (int) Math.min(blockRows, matrix.rows() - first);
            FloatMatrix.Cursor cursor = matrix.cursor();
            cursor.move(first, rows);
            inverse[block] = inverseNorms(cursor, first, rows);
        });
        return inverse;
    }

    private double[] inverseNorms(FloatMatrix.Cursor cursor, long first, int rows) {
        double[] inverse = new double[rows];
        for (int row = 0; row < rows; row++) {
            double square = CanonicalDistance.square(cursor.array(), cursor.offset() + row * matrix.dimensions(),
                    matrix.dimensions());
            inverse[row] = 1 / Math.sqrt(square);
            if (!Double.isFinite(square)) {
                throw notFinite(cursor, first, rows);
            }
            if (square == 0) {
                throw new IllegalArgumentException("row " + (first + row)
                        + " is all zeros and has no direction; leave it out or use the euclidean metric");
            }
        }
        return inverse;
    }
}
