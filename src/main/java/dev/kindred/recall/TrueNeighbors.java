package dev.kindred.recall;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import dev.kindred.kmeans.NearestRows;
import dev.kindred.kmeans.RangeSearch;
import dev.kindred.kmeans.Workers;
import dev.kindred.neighbor.Metric;
import dev.kindred.recall.Answers.Sampled;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/**
 * The true neighbours of many rows: one pass over the table finds which of all rows may be near enough, in memory, where
 * it takes a tenth of the time; then PostgreSQL measures those few, so that their distances are to the last bit those of
 * a search.
 */
final class TrueNeighbors {

    /** With more rows as near as that nearly any answer is right: such a row tells nothing. */
    private static final int MOST = Subject.MOST;

    private final Connection connection;
    private final Subject subject;

    TrueNeighbors(Connection connection, Subject subject) {
        this.connection = connection;
        this.subject = subject;
    }

    /**
     * Distances, nearest first, for each row of a sample.
     *
     * @param bounds for each of them how far its neighbours are at most
     * @return for each all distances within its bound, and perhaps a few beyond; empty where those are too many
     */
    List<double[]> within(List<Sampled> sample, List<Double> bounds) throws SQLException {
        List<double[]> distances = new ArrayList<>();
        List<List<String>> near = sample.isEmpty() ? List.of() : places(sample, bounds);
        for (int i = 0; i < sample.size(); i++) {
            distances.add(near.get(i).size() > MOST ? new double[0] : distances(sample.get(i), near.get(i)));
        }
        return distances;
    }

    private List<List<String>> places(List<Sampled> sample, List<Double> bounds) throws SQLException {
        int dimensions = subject.index().dimensions();
        float[] vectors = new float[sample.size() * dimensions];
        for (int i = 0; i < sample.size(); i++) {
            copyVector(sample.get(i).vector(), vectors, i * dimensions);
        }
        RangeSearch search = new RangeSearch(vectors, dimensions,
                bounds.stream().mapToDouble(Double::doubleValue).toArray(),
                NearestRows.Distance.valueOf(Metric.parse(subject.metric()).name()));
        // A cancelled calibration ends the COPY, and so the pass.
        try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors(), () -> false)) {
            Pass pass = new Pass(search, workers, sample.size());
            VectorBlocks.read(connection, subject.vectors(), dimensions, pass);
            return pass.near;
        }
    }

    /** From pgvector's text, {@code [1,2.5]}. */
    private static void copyVector(String text, float[] target, int to) {
        String[] elements = text.substring(1, text.length() - 1).split(",");
        for (int i = 0; i < elements.length; i++) {
            target[to + i] = Float.parseFloat(elements[i]);
        }
    }

    private double[] distances(Sampled row, List<String> places) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(subject.distances())) {
            statement.setObject(1, row.vector(), Types.OTHER);
            statement.setArray(2, connection.createArrayOf("text", places.toArray()));
            statement.setString(3, row.place());
            DoubleStream.Builder distances = DoubleStream.builder();
            try (ResultSet distance = statement.executeQuery()) {
                while (distance.next()) {
                    distances.add(distance.getDouble(1));
                }
            }
            return distances.build().toArray();
        }
    }

    /** One reading of the table. */
    private static final class Pass implements VectorBlocks.Sink {

        private final RangeSearch search;
        private final Workers workers;
        private final int[] pages = new int[VectorBlocks.ROWS];
        private final short[] numbers = new short[VectorBlocks.ROWS];
        private final List<List<String>> near;

        Pass(RangeSearch search, Workers workers, int sampled) {
            this.search = search;
            this.workers = workers;
            near = IntStream.range(0, sampled).<List<String>>mapToObj(i -> new ArrayList<>()).toList();
        }

        /** A place is its page, four bytes, and its number there, two. */
        @Override
        public void row(BinaryRow row, int position) {
            ByteBuffer place = ByteBuffer.wrap(row.bytes(1));
            pages[position] = place.getInt();
            numbers[position] = place.getShort();
        }

        @Override
        public void block(float[] points, int count) {
            search.search(workers, points, count, (row, point) -> {
                List<String> found = near.get(row);
                synchronized (found) {
                    if (found.size() <= MOST) {
                        found.add("(" + Integer.toUnsignedString(pages[point]) + ','
                                + Short.toUnsignedInt(numbers[point]) + ')');
                    }
                }
            });
        }
    }
}
