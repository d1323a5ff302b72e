package dev.kindred.kmeans;

import java.util.Arrays;

/**
 * Which points are within a range of given rows, each row with a range of its own. In float32 and a little generous, so
 * that no point within the range is missed: whoever needs to know exactly measures the few that are left. Two exceptions:
 * inner products that nearly cancel out may round to beyond their range, and where squares exceed float32 all points are found.
 */
public final class RangeSearch {

    private static final int WIDTH = PointTile.WIDTH;

    /** Columns that are added in one loop; rows and points are filled up with zeros, which change no distance. */
    private static final int STEP = 4;

    /** Columns after which a tile is given up that is beyond the range already: nearly always the case after a few. */
    private static final int STRETCH = 4 * STEP;

    /** Of the range: above what float32 roundings over thousands of columns come to. */
    private static final double SLACK = 1e-4;

    /** Of a cosine distance, which is a difference from 1. */
    private static final double COSINE_SLACK = 1e-5;

    private final int dimensions;
    private final int width;
    private final float[] rows;
    private final float[] limits;
    private final NearestRows.Distance distance;

    /** Takes what was found, on several threads. */
    public interface Hits {

        /** A point that is within the range of a row, or so little beyond it that float32 can't tell. */
        void add(int row, int point);
    }

    /**
     * Prepares a search.
     *
     * @param rows   k × d, row-major; for the cosine distance none of them all-zero
     * @param ranges for each row the greatest distance that counts
     */
    public RangeSearch(float[] rows, int dimensions, double[] ranges, NearestRows.Distance distance) {
        this.dimensions = dimensions;
        this.distance = distance;
        width = (dimensions + STEP - 1) / STEP * STEP;
        this.rows = new float[ranges.length * width];
        limits = new float[ranges.length];
        for (int row = 0; row < ranges.length; row++) {
            System.arraycopy(rows, row * dimensions, this.rows, row * width, dimensions);
            if (distance == NearestRows.Distance.COSINE) {
                normalize(this.rows, row * width, width, 1);
            }
            limits[row] = limit(ranges[row]);
        }
    }

    /** What the sum over the columns may be. */
    private float limit(double range) {
        double generous = range + SLACK * Math.abs(range);
        return (float) switch (distance) {
            case L2 -> generous * generous;
            case COSINE -> 2 * (generous + COSINE_SLACK); // |x − r|² of unit vectors
            case INNER_PRODUCT, L1 -> generous;
        };
    }

    /** All-zero becomes infinitely far from everything: a NaN would hide its neighbours in the tile. */
    private static void normalize(float[] values, int from, int count, int stride) {
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double value = values[from + i * stride];
            squares += value * value;
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; i < count; i++) {
            int at = from + i * stride;
            values[at] = norm == 0 ? Float.POSITIVE_INFINITY : (float) (values[at] / norm);
        }
    }

    /**
     * Looks through points.
     *
     * @param points n × d, row-major; all-zero ones have no cosine distance and are not found by it
     * @param count  n
     * @throws java.util.concurrent.CancellationException when the workers were cancelled
     */
    public void search(Workers workers, float[] points, int count, Hits hits) {
        workers.forEach((count + WIDTH - 1) / WIDTH, (worker, tile) -> {
            int first = tile * WIDTH;
            new Tile(points, first, Math.min(WIDTH, count - first)).search(hits);
        });
    }

    /** 64 points side by side, so that the loops vectorise. */
    private final class Tile {

        private final int first;
        private final int lanes;
        private final float[] columns = new float[WIDTH * width];
        private final float[] sums = new float[WIDTH];

        Tile(float[] points, int first, int lanes) {
            this.first = first;
            this.lanes = lanes;
            Columns.fill(points, first, lanes, dimensions, columns);
            for (int lane = 0; lane < lanes && distance == NearestRows.Distance.COSINE; lane++) {
                normalize(columns, lane, width, WIDTH);
            }
        }

        void search(Hits hits) {
            for (int row = 0; row < limits.length; row++) {
                if (isAnyWithin(row)) {
                    for (int lane = 0; lane < lanes; lane++) {
                        if (sums[lane] <= limits[row]) {
                            hits.add(row, first + lane);
                        }
                    }
                }
            }
        }

        private boolean isAnyWithin(int row) {
            Arrays.fill(sums, 0);
            boolean isAny = true;
            for (int from = 0; from < width && isAny; from += STRETCH) {
                int end = Math.min(width, from + STRETCH);
                for (int column = from; column < end; column += STEP) {
                    add(row * width + column, column * WIDTH);
                }
                isAny = least(sums) <= limits[row] || distance == NearestRows.Distance.INNER_PRODUCT && end < width;
            }
            return isAny;
        }

        private void add(int at, int from) {
            float a = rows[at];
            float b = rows[at + 1];
            float c = rows[at + 2];
            float d = rows[at + 3];
            switch (distance) {
                case L2, COSINE -> addSquares(columns, from, a, b, c, d, sums);
                case L1 -> addDifferences(columns, from, a, b, c, d, sums);
                case INNER_PRODUCT -> subtractProducts(columns, from, a, b, c, d, sums);
            }
        }
    }

    private static float least(float[] sums) {
        float least = Float.POSITIVE_INFINITY;
        for (int lane = 0; lane < WIDTH; lane++) {
            least = Math.min(least, sums[lane]);
        }
        return least;
    }

    private static void addSquares(float[] columns, int from, float a, float b, float c, float d, float[] sums) {
        for (int lane = 0; lane < WIDTH; lane++) {
            float p = columns[from + lane] - a;
            float q = columns[from + WIDTH + lane] - b;
            float r = columns[from + 2 * WIDTH + lane] - c;
            float s = columns[from + 3 * WIDTH + lane] - d;
            sums[lane] += (p * p + q * q) + (r * r + s * s);
        }
    }

    private static void addDifferences(float[] columns, int from, float a, float b, float c, float d, float[] sums) {
        for (int lane = 0; lane < WIDTH; lane++) {
            sums[lane] += (Math.abs(columns[from + lane] - a) + Math.abs(columns[from + WIDTH + lane] - b))
                    + (Math.abs(columns[from + 2 * WIDTH + lane] - c) + Math.abs(columns[from + 3 * WIDTH + lane] - d));
        }
    }

    private static void subtractProducts(float[] columns, int from, float a, float b, float c, float d, float[] sums) {
        for (int lane = 0; lane < WIDTH; lane++) {
            sums[lane] -= (columns[from + lane] * a + columns[from + WIDTH + lane] * b)
                    + (columns[from + 2 * WIDTH + lane] * c + columns[from + 3 * WIDTH + lane] * d);
        }
    }
}
