package dev.kindred.audience;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

import dev.kindred.vector.BinaryCopy;
import dev.kindred.vector.BinaryRow;

/** Gathers rows of (bigint, vector) from a binary COPY. */
final class VectorReader {

    private long[] ids = new long[256];
    private float[] values = new float[0];
    private int count;
    private int dimensions;

    private VectorReader() {}

    /** The rows of a query of an id and a vector; it must put them in the order of the ids. */
    static Vectors read(Connection connection, String query) throws SQLException {
        VectorReader reader = new VectorReader();
        BinaryCopy.read(connection, query, reader::add);
        return new Vectors(Arrays.copyOf(reader.ids, reader.count),
                Arrays.copyOf(reader.values, reader.count * reader.dimensions), reader.dimensions);
    }

    private void add(BinaryRow row) {
        dimensions = row.dimensions(1); // the column's type gives all the same
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
        }
        if (values.length < (count + 1) * dimensions) {
            values = Arrays.copyOf(values, ids.length * dimensions);
        }
        ids[count] = row.int8(0);
        row.vector(1, values, count * dimensions);
        count++;
    }
}
