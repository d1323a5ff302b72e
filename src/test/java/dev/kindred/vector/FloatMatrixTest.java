package dev.kindred.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatMatrixTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"1, 1", "150, 4", "257, 3", "5000, 7", "70000, 130", "3, 100000"})
    void heapAndSpoolHoldWhatWasAppended(int rows, int dimensions) {
        float[] values = random(rows * dimensions);
        for (long budget : new long[]{Long.MAX_VALUE, 0, 4L * values.length / 2}) {
            try (FloatMatrixBuilder builder = new FloatMatrixBuilder(dimensions).memoryBudget(budget)
                    .spool(directory, Long.MAX_VALUE)) {
                int first = rows / 3;
                builder.append(values, 0, first);
                builder.append(values, first * dimensions, rows - first);
                try (FloatMatrix matrix = builder.finish()) {
                    assertEquals(rows, matrix.rows());
                    assertEquals(budget != Long.MAX_VALUE, matrix.spooled());
                    assertArrayEquals(values, readAll(matrix));
                }
            }
        }
    }

    @Test
    void singleRowsAreAppendedInOrder() {
        FloatMatrixBuilder builder = new FloatMatrixBuilder(2);
        for (int row = 0; row < 1000; row++) {
            builder.append(new float[]{row, -row});
        }
        assertEquals(1000, builder.rows());
        float[] values = readAll(builder.finish());
        assertEquals(999, values[1998]);
        assertEquals(-999, values[1999]);
    }

    @Test
    void closingASpooledMatrixDeletesItsFile() throws IOException {
        FloatMatrixBuilder builder = new FloatMatrixBuilder(2).memoryBudget(0).spool(directory, 100);
        builder.append(new float[]{1, 2});
        FloatMatrix matrix = builder.finish();
        assertEquals(1, files());
        builder.close();
        assertEquals(1, files(), "a finished builder must leave the matrix alone");
        matrix.close();
        assertEquals(0, files());
    }

    @Test
    void closingAnUnfinishedBuilderDeletesItsFile() throws IOException {
        try (FloatMatrixBuilder builder = new FloatMatrixBuilder(2).memoryBudget(0).spool(directory, 100)) {
            builder.append(new float[]{1, 2});
            assertEquals(1, files());
        }
        assertEquals(0, files());
    }

    @Test
    void aFileThatCannotBeFinishedIsDeletedToo() throws IOException {
        try (FloatMatrixBuilder builder = new FloatMatrixBuilder(2).memoryBudget(0).spool(directory, 100)) {
            builder.append(new float[]{1, 2});
            Thread.currentThread().interrupt(); // ends the writing, as a full disk would
            assertThrows(UncheckedIOException.class, builder::finish);
            assertTrue(Thread.interrupted());
        }
        assertEquals(0, files());
    }

    @Test
    void aFullSpoolIsReportedWithItsLimit() {
        try (FloatMatrixBuilder builder = new FloatMatrixBuilder(2).memoryBudget(0).spool(directory, 16)) {
            builder.append(new float[]{1, 2, 3, 4}, 0, 2);
            SpoolFullException full = assertThrows(SpoolFullException.class, () -> builder.append(new float[]{5, 6}));
            assertTrue(full.getMessage().contains("limit of 16 bytes"), full.getMessage());
        }
    }

    @Test
    void wrongShapesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new FloatMatrixBuilder(0));
        assertThrows(IllegalArgumentException.class, () -> FloatMatrix.of(new float[5], 2));
        assertThrows(IllegalArgumentException.class, () -> new FloatMatrixBuilder(2).append(new float[3]));
    }

    @Test
    void anEmptyMatrixHasNoRows() {
        assertEquals(0, new FloatMatrixBuilder(3).finish().rows());
        assertFalse(FloatMatrix.of(new float[0], 3).spooled());
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    private static float[] readAll(FloatMatrix matrix) {
        int dimensions = matrix.dimensions();
        float[] all = new float[(int) matrix.rows() * dimensions];
        FloatMatrix.Cursor cursor = matrix.cursor();
        int run = matrix.alignedRun(100);
        for (int row = 0; row < matrix.rows(); row += run) {
            int count = (int) Math.min(run, matrix.rows() - row);
            cursor.move(row, count);
            System.arraycopy(cursor.array(), cursor.offset(), all, row * dimensions, count * dimensions);
        }
        return all;
    }

    private static float[] random(int length) {
        Random random = new Random(1);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
