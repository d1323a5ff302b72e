package dev.kindred.segment;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.model.ClusterLabels;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.VectorSource;
import dev.kindred.model.VectorSources;
import dev.kindred.problem.KindredException;
import dev.kindred.vector.BinaryRow;
import dev.kindred.vector.VectorBlocks;

/**
 * Looks at some rows of a new version's table as they are now: what they are like, and where the reference has them. In
 * the transaction that stores the version, which nothing here can spoil: what can't be read is a reason, not a failure.
 */
@ApplicationScoped
class RowComparison {

    /** Whoever has the table for itself now has it for long; the version shall not wait to be stored. */
    private static final String NO_LONG_WAIT = "set local lock_timeout = '2s'";

    private final VectorSources sources;
    private final SegmentsConfig config;

    RowComparison(VectorSources sources, SegmentsConfig config) {
        this.sources = sources;
        this.config = config;
    }

    /**
     * Compares.
     *
     * @param labels    of the new version's rows where it does not predict; else null
     * @param reference null for none
     */
    Compared compare(Connection connection, KMeansModel young, ClusterLabels labels, KMeansModel reference)
            throws SQLException {
        if (young.table == null) {
            return Compared.unreadable("the version has no table");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("savepoint comparison");
            try {
                return read(connection, young, labels, reference);
            } catch (KindredException gone) {
                return Compared.unreadable(gone.getMessage());
            } catch (SQLException unreadable) {
                return Compared.unreadable(
                        "its table could not be read (SQLSTATE %s)".formatted(unreadable.getSQLState()));
            } finally {
                // It takes back the settings and the lock, too.
                statement.execute("rollback to savepoint comparison");
            }
        }
    }

    private Compared read(Connection connection, KMeansModel young, ClusterLabels labels, KMeansModel reference)
            throws SQLException {
        VectorSource source = sources.of(young);
        lock(connection, source);
        if (reference == null) {
            return read(connection, young, source, null);
        }
        VectorSource old;
        try {
            old = sources.of(reference);
        } catch (KindredException gone) {
            return read(connection, young, source, null).without(gone.getMessage());
        }
        if (!old.table().name().equals(source.table().name())) {
            return read(connection, young, source, null).without("version %d is of table '%s', this one of '%s'"
                    .formatted(reference.version, old.table().name(), source.table().name()));
        }
        if (reference.clusters == 0 || young.clusters == 0) {
            return read(connection, young, source, null).without("one of the versions has no cluster");
        }
        try (RowLabels before = labels(connection, reference, old, null);
                RowLabels now = labels(connection, young, source, labels)) {
            Compared compared = read(connection, young, source, new Both(before, now, reference.clusters));
            return compared.overlap().placedByBoth() > 0
                    ? compared
                    : compared.without("no row of the table is in a cluster of both versions now");
        }
    }

    private static void lock(Connection connection, VectorSource source) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(NO_LONG_WAIT);
            statement.execute("lock table %s in access share mode".formatted(source.table().quoted()));
            statement.execute("set local jit = off"); // compiling costs more than it saves
        }
    }

    private RowLabels labels(Connection connection, KMeansModel model, VectorSource source, ClusterLabels labels)
            throws SQLException {
        if (labels != null) {
            return RowLabels.given(labels, source);
        }
        return model.hasPredictor()
                ? RowLabels.predicted(model, vector(sources.expression(connection, source), model))
                : RowLabels.stored(model, source);
    }

    /** A vector column may hold other widths by now, which would end the connection in the middle of the COPY. */
    private static String vector(String expression, KMeansModel model) {
        return "case when vector_dims(%1$s) = %2$d then %1$s end".formatted(expression, model.dimensions);
    }

    /** Where the reference has rows, and where the new version has them. */
    private record Both(RowLabels before, RowLabels now, int clustersBefore) {}

    private Compared read(Connection connection, KMeansModel young, VectorSource source, Both both)
            throws SQLException {
        String columns = vector(sources.expression(connection, source), young)
                + (both == null ? "" : ", " + both.before.column() + ", " + both.now.column());
        long trained = young.rows + young.skippedRows; // not known of an imported version
        String from = TableSample.from(connection, source, config.sampleRows(),
                trained == 0 ? TableSample.count(connection, source) : trained);
        Collector collector = new Collector(young, both);
        VectorBlocks.read(connection, "select %s from %s".formatted(columns, from), young.dimensions, collector);
        return collector.compared();
    }

    /** Counts and sums, block by block. */
    private static final class Collector implements VectorBlocks.Sink {

        private final Both both;
        private final int dimensions;
        private final boolean isCosine;
        private final Moments moments;
        private final Overlap overlap;

        Collector(KMeansModel young, Both both) {
            this.both = both;
            dimensions = young.dimensions;
            isCosine = Centres.isCosine(young);
            moments = new Moments(dimensions);
            overlap = both == null ? null : new Overlap(both.clustersBefore, young.clusters);
        }

        @Override
        public void row(BinaryRow row, int position) {
            if (both != null) {
                both.before.row(row, 1, position);
                both.now.row(row, 2, position);
            }
        }

        @Override
        public void block(float[] points, int count) {
            for (int row = 0; row < count; row++) {
                moments.add(points, row, Centres.scale(points, row, dimensions, isCosine));
            }
            if (both != null) {
                int[] old = both.before.clusters(count);
                int[] young = both.now.clusters(count);
                for (int row = 0; row < count; row++) {
                    overlap.add(old[row], young[row]);
                }
            }
        }

        Compared compared() {
            return new Compared(moments.rows() == 0 ? null : moments.population(), overlap, null);
        }
    }
}
