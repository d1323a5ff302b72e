package dev.kindred.density;

import java.util.Arrays;

/** Points in double, in blocks of 64 column by column, for distances of which equal ones come out equal. */
final class ExactPoints {

    static final int WIDTH = 64;

    final int dimensions;
    private final double[] columns;

    /** @param rows of which the first {@code count} are copied, row-major */
    ExactPoints(float[] rows, int count, int dimensions) {
        this.dimensions = dimensions;
        columns = new double[Math.multiplyExact((count + WIDTH - 1) / WIDTH * WIDTH, dimensions)];
        for (int position = 0; position < count; position++) {
            for (int column = 0; column < dimensions; column++) {
                columns[at(position) + column * WIDTH] = rows[position * dimensions + column];
            }
        }
    }

    private int at(int position) {
        return position / WIDTH * WIDTH * dimensions + position % WIDTH;
    }

    /** Copies the point at a position. */
    void read(int position, double[] point) {
        for (int column = 0; column < dimensions; column++) {
            point[column] = columns[at(position) + column * WIDTH];
        }
    }

    /** Overwrites the point at a position with the one at another. */
    void move(int from, int to) {
        for (int column = 0; column < dimensions; column++) {
            columns[at(to) + column * WIDTH] = columns[at(from) + column * WIDTH];
        }
    }

    /** Squared distances of a point from the 64 of a block; meaningless behind the last. */
    void squares(double[] point, int block, double[] squares) {
        Arrays.fill(squares, 0);
        for (int column = 0; column < dimensions; column++) {
            double value = point[column];
            int from = (block * dimensions + column) * WIDTH;
            for (int lane = 0; lane < WIDTH; lane++) {
                double difference = columns[from + lane] - value;
                squares[lane] += difference * difference;
            }
        }
    }
}
