package dev.kindred.kmeans;

/**
 * x ↦ (x − µ)·2ˢ with a float32 µ. An offset such as a year or epoch seconds leaves no trace, because float32 values close
 * to µ subtract exactly; the power of two, itself exact, keeps squares of very large or tiny values in float32's range.
 */
final class CentredTransform implements Transform {

    private static final int STRETCH = PointTile.WIDTH;

    private final int dimensions;
    private final float[] shift;
    private final double scale;

    /** The shift of 64 rows in a row, so that one long loop serves however few the dimensions are. */
    private final float[] shifts;

    /** @param scale a power of two */
    CentredTransform(float[] shift, double scale) {
        this.dimensions = shift.length;
        this.shift = shift;
        this.scale = scale;
        this.shifts = new float[STRETCH * dimensions];
        for (int at = 0; at < shifts.length; at++) {
            shifts[at] = shift[at % dimensions];
        }
    }

    /** For points that are in working coordinates already. */
    static CentredTransform identity(int dimensions) {
        return new CentredTransform(new float[dimensions], 1);
    }

    @Override
    public void apply(float[] source, int from, long row, int count, float[] target, int at) {
        for (int done = 0; done < count; done += STRETCH) {
            int length = Math.min(STRETCH, count - done) * dimensions;
            int skip = done * dimensions;
            if (scale == 1) {
                centre(source, from + skip, length, target, at + skip);
            } else {
                centreAndScale(source, from + skip, length, target, at + skip);
            }
        }
    }

    private void centre(float[] source, int from, int length, float[] target, int at) {
        for (int i = 0; i < length; i++) {
            target[at + i] = source[from + i] - shifts[i];
        }
    }

    private void centreAndScale(float[] source, int from, int length, float[] target, int at) {
        for (int i = 0; i < length; i++) {
            target[at + i] = (float) (((double) source[from + i] - shifts[i]) * scale);
        }
    }

    @Override
    public void transpose(float[] source, int base, long first, int[] rows, int from, int count, float[] columns) {
        int lane = 0;
        if (scale == 1) {
            for (; lane + 3 < count; lane += 4) {
                int at = from + lane;
                fourRows(source, base + rows[at] * dimensions, base + rows[at + 1] * dimensions,
                        base + rows[at + 2] * dimensions, base + rows[at + 3] * dimensions, shift, columns, lane);
            }
        }
        for (; lane < count; lane++) {
            row(source, base + rows[from + lane] * dimensions, columns, lane);
        }
    }

    /** Four rows together share the cost of the loop, which for few columns is most of it. */
    private static void fourRows(float[] source, int a, int b, int c, int d, float[] shift, float[] columns, int lane) {
        for (int column = 0; column < shift.length; column++) {
            float centre = shift[column];
            int to = column * STRETCH + lane;
            columns[to] = source[a + column] - centre;
            columns[to + 1] = source[b + column] - centre;
            columns[to + 2] = source[c + column] - centre;
            columns[to + 3] = source[d + column] - centre;
        }
    }

    private void row(float[] source, int at, float[] columns, int lane) {
        for (int column = 0; column < dimensions; column++) {
            columns[column * STRETCH + lane] = scale == 1
                    ? source[at + column] - shift[column]
                    : (float) (((double) source[at + column] - shift[column]) * scale);
        }
    }

    @Override
    public float[] toOriginal(float[] working) {
        float[] original = new float[working.length];
        for (int i = 0; i < working.length; i++) {
            original[i] = (float) (working[i] / scale + shift[i % dimensions]);
        }
        return original;
    }

    @Override
    public float[] toWorking(float[] original) {
        float[] working = new float[original.length];
        for (int i = 0; i < original.length; i++) {
            working[i] = (float) (((double) original[i] - shift[i % dimensions]) * scale);
        }
        return working;
    }

    @Override
    public double unit() {
        return 1 / scale;
    }
}
