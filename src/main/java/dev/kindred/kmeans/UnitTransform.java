package dev.kindred.kmeans;

/** x ↦ x/|x|, for the cosine metric: between unit vectors |x − c|² = 2(1 − cos). Working and original centroids agree. */
final class UnitTransform implements Transform {

    private final int dimensions;

    /** Per block of rows 1/|x|. */
    private final double[][] inverseNorms;
    private final int blockRows;

    UnitTransform(int dimensions, double[][] inverseNorms, int blockRows) {
        this.dimensions = dimensions;
        this.inverseNorms = inverseNorms;
        this.blockRows = blockRows;
    }

    @Override
    public void apply(float[] source, int from, long row, int count, float[] target, int at) {
        for (int done = 0; done < count; done++) {
            scale(source, from + done * dimensions, inverseNorm(row + done), dimensions, target,
                    at + done * dimensions);
        }
    }

    private static void scale(float[] source, int from, double factor, int length, float[] target, int at) {
        for (int i = 0; i < length; i++) {
            target[at + i] = (float) (source[from + i] * factor);
        }
    }

    @Override
    public void transpose(float[] source, int base, long first, int[] rows, int from, int count, float[] columns) {
        for (int lane = 0; lane < count; lane++) {
            int row = rows[from + lane];
            transpose(source, base + row * dimensions, inverseNorm(first + row), dimensions, columns, lane);
        }
    }

    private static void transpose(float[] source, int from, double factor, int length, float[] columns, int lane) {
        for (int column = 0; column < length; column++) {
            columns[column * PointTile.WIDTH + lane] = (float) (source[from + column] * factor);
        }
    }

    private double inverseNorm(long row) {
        return inverseNorms[(int) (row / blockRows)][(int) (row % blockRows)];
    }

    @Override
    public float[] toOriginal(float[] working) {
        return working.clone();
    }

    @Override
    public float[] toWorking(float[] original) {
        float[] working = new float[original.length];
        for (int from = 0; from < original.length; from += dimensions) {
            normalize(original, from, working);
        }
        return working;
    }

    private void normalize(float[] original, int from, float[] working) {
        double square = 0;
        for (int i = from; i < from + dimensions; i++) {
            square += (double) original[i] * original[i];
        }
        double inverse = square > 0 ? 1 / Math.sqrt(square) : 0;
        for (int i = from; i < from + dimensions; i++) {
            working[i] = (float) (original[i] * inverse);
        }
    }

    @Override
    public double unit() {
        return 1;
    }
}
