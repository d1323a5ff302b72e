package dev.kindred.density;

import java.util.Arrays;

/**
 * Points in blocks of 64 that lie together, each with its bounding box, so that whole blocks are left out of a search, and
 * the others are measured 64 points at once by loops that the JVM vectorises.
 *
 * <p>
 * The blocks are the leaves of a k-d tree (Bentley, "Multidimensional binary search trees used for associative searching",
 * 1975) without its inner nodes: a hundred thousand rows have some 1,600 blocks, whose boxes are looked through faster than
 * a tree is walked.
 */
final class PointBlocks {

    /** Points of a block: one bit of a long each. */
    static final int WIDTH = 64;

    final int rows;
    final int dimensions;
    final int blocks;

    /** By position which row of the matrix a point is; a block's positions follow each other. */
    final int[] rowAt;

    /** First row-major; from {@link #transpose} on per block column by column, NaN behind the last point. */
    private final float[] values;
    private final float[] lowest;
    private final float[] highest;

    /** @param values rows × d, row-major, with room for whole blocks; used up */
    PointBlocks(float[] values, int rows, int dimensions) {
        this.values = values;
        this.rows = rows;
        this.dimensions = dimensions;
        blocks = blocksOf(rows);
        rowAt = new int[rows];
        Arrays.setAll(rowAt, row -> row);
        lowest = new float[blocks * dimensions];
        highest = new float[blocks * dimensions];
        split(0, rows);
        float[] block = new float[WIDTH * dimensions];
        for (int number = 0; number < blocks; number++) {
            enclose(number);
            transpose(number, block);
        }
    }

    static int blocksOf(long rows) {
        return Math.toIntExact((rows + WIDTH - 1) / WIDTH);
    }

    /** How many points a block has. */
    int size(int block) {
        return Math.min(WIDTH, rows - block * WIDTH);
    }

    /** Sorts the points between two positions so that near ones are near; {@code from} is where a block starts. */
    private void split(int from, int to) {
        int count = blocksOf(to - from);
        if (count == 1) {
            return;
        }
        int middle = from + count / 2 * WIDTH;
        select(from, to - 1, middle, widest(from, to));
        split(from, middle);
        split(middle, to);
    }

    private int widest(int from, int to) {
        float[] low = new float[dimensions];
        float[] high = new float[dimensions];
        bounds(from, to, low, high, 0);
        int widest = 0;
        for (int column = 1; column < dimensions; column++) {
            widest = high[column] - low[column] > high[widest] - low[widest] ? column : widest;
        }
        return widest;
    }

    private void bounds(int from, int to, float[] low, float[] high, int at) {
        Arrays.fill(low, at, at + dimensions, Float.POSITIVE_INFINITY);
        Arrays.fill(high, at, at + dimensions, Float.NEGATIVE_INFINITY);
        for (int position = from; position < to; position++) {
            for (int column = 0; column < dimensions; column++) {
                float value = values[position * dimensions + column];
                low[at + column] = Math.min(low[at + column], value);
                high[at + column] = Math.max(high[at + column], value);
            }
        }
    }

    /** Quickselect (Hoare, "Find", 1961): none before the position is larger in the column, none after it smaller. */
    private void select(int first, int last, int position, int column) {
        int low = first;
        int high = last;
        while (low < high) {
            float pivot = values[(low + high >>> 1) * dimensions + column];
            int left = low;
            int right = high;
            while (left <= right) {
                while (values[left * dimensions + column] < pivot) {
                    left++;
                }
                while (values[right * dimensions + column] > pivot) {
                    right--;
                }
                if (left <= right) {
                    swap(left++, right--);
                }
            }
            if (position > right && position < left) {
                return;
            }
            low = position <= right ? low : left;
            high = position <= right ? right : high;
        }
    }

    private void swap(int one, int other) {
        int row = rowAt[one];
        rowAt[one] = rowAt[other];
        rowAt[other] = row;
        for (int column = 0; column < dimensions; column++) {
            float value = values[one * dimensions + column];
            values[one * dimensions + column] = values[other * dimensions + column];
            values[other * dimensions + column] = value;
        }
    }

    private void enclose(int block) {
        bounds(block * WIDTH, block * WIDTH + size(block), lowest, highest, block * dimensions);
    }

    private void transpose(int block, float[] scratch) {
        int start = block * WIDTH * dimensions;
        System.arraycopy(values, start, scratch, 0, scratch.length);
        Arrays.fill(values, start, start + scratch.length, Float.NaN);
        for (int lane = 0; lane < size(block); lane++) {
            for (int column = 0; column < dimensions; column++) {
                values[start + column * WIDTH + lane] = scratch[lane * dimensions + column];
            }
        }
    }

    /** Copies the point at a position. */
    void read(int position, float[] point) {
        int from = position / WIDTH * WIDTH * dimensions + position % WIDTH;
        for (int column = 0; column < dimensions; column++) {
            point[column] = values[from + column * WIDTH];
        }
    }

    /** Squared distances in float32 of a point from each of a block, of relative error below (d + 3)·2⁻²⁴; NaN behind the last. */
    void squares(float[] point, int block, float[] squares) {
        Arrays.fill(squares, 0);
        for (int column = 0; column < dimensions; column++) {
            float value = point[column];
            int from = (block * dimensions + column) * WIDTH;
            for (int lane = 0; lane < WIDTH; lane++) {
                float difference = values[from + lane] - value;
                squares[lane] += difference * difference;
            }
        }
    }

    /** The squared distance of a point from the one at a position, in double. */
    double square(float[] point, int position) {
        int from = position / WIDTH * WIDTH * dimensions + position % WIDTH;
        double sum = 0;
        for (int column = 0; column < dimensions; column++) {
            double difference = (double) values[from + column * WIDTH] - point[column];
            sum += difference * difference;
        }
        return sum;
    }

    /** The smallest squared distance that points in the boxes of two blocks can have. */
    double gap(int one, int other) {
        double sum = 0;
        for (int column = 0; column < dimensions; column++) {
            int a = one * dimensions + column;
            int b = other * dimensions + column;
            double gap = Math.max(0, Math.max((double) lowest[a] - highest[b], (double) lowest[b] - highest[a]));
            sum += gap * gap;
        }
        return sum;
    }

    /** The smallest squared distance that a point and one in the box of a block can have. */
    double gap(float[] point, int block) {
        double sum = 0;
        for (int column = 0; column < dimensions; column++) {
            int at = block * dimensions + column;
            double gap = Math.max(0,
                    Math.max((double) lowest[at] - point[column], (double) point[column] - highest[at]));
            sum += gap * gap;
        }
        return sum;
    }
}
