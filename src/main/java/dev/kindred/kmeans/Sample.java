package dev.kindred.kmeans;

import java.util.Arrays;

import org.apache.commons.math3.random.RandomGenerator;

/** Some rows in working coordinates, m × d row-major, in the order of the matrix, with their weights or null. */
record Sample(float[] rows, float[] weights) {

    /** All rows, of a matrix small enough for one array. */
    static Sample all(WorkingPoints points) {
        long[] numbers = new long[Math.toIntExact(points.rows)];
        Arrays.setAll(numbers, row -> row);
        return of(points, numbers);
    }

    /** Different rows drawn at random. */
    static Sample draw(WorkingPoints points, int size, RandomGenerator random) {
        return of(points, numbers(points.rows, size, random));
    }

    /** {@code size} different numbers below {@code rows}, ascending. */
    static long[] numbers(long rows, int size, RandomGenerator random) {
        return rows / 4 < size ? drawMany(rows, size, random) : drawFew(rows, size, random);
    }

    /** Selection sampling (Knuth, The Art of Computer Programming, vol. 2, 3.4.2, algorithm S). */
    private static long[] drawMany(long rows, int size, RandomGenerator random) {
        long[] numbers = new long[size];
        int taken = 0;
        for (long row = 0; taken < size; row++) {
            if ((rows - row) * random.nextDouble() < size - taken) {
                numbers[taken++] = row;
            }
        }
        return numbers;
    }

    /** For a small part of many rows, without walking through all: draws again what was drawn before. */
    private static long[] drawFew(long rows, int size, RandomGenerator random) {
        long[] numbers = new long[0];
        while (numbers.length < size) {
            int had = numbers.length;
            long[] more = Arrays.copyOf(numbers, size);
            for (int i = had; i < size; i++) {
                more[i] = (long) (random.nextDouble() * rows);
            }
            numbers = Arrays.stream(more).sorted().distinct().toArray();
        }
        return numbers;
    }

    /** The rows of these numbers, ascending. */
    static Sample of(WorkingPoints points, long[] numbers) {
        int dimensions = points.dimensions;
        float[] rows = new float[Math.multiplyExact(numbers.length, dimensions)];
        float[] weights = points.weighted() ? new float[numbers.length] : null;
        WorkingPoints.Reader reader = points.reader();
        for (int each = 0; each < numbers.length; each++) {
            reader.readAny(numbers[each], rows, each * dimensions);
            if (weights != null) {
                weights[each] = (float) points.weight(numbers[each]);
            }
        }
        return new Sample(rows, weights);
    }

    int size(int dimensions) {
        return rows.length / dimensions;
    }

    double weight(int row) {
        return weights == null ? 1 : weights[row];
    }
}
