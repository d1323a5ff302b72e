package dev.kindred.compare;

import java.sql.Connection;
import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.model.UnusableValues;
import dev.kindred.model.VectorSources;
import dev.kindred.plan.PlanLog;
import dev.kindred.segment.Segments;

/** Compares versions over the rows as they are now, in one snapshot and one pass. */
@ApplicationScoped
class Comparisons {

    /** Of SQLSTATE: a value that an operation can't take, such as NaN in a vector. */
    private static final String DATA_EXCEPTION = "22";

    private final AgroalDataSource dataSource;
    private final VectorSources sources;
    private final Segments segments;

    Comparisons(AgroalDataSource dataSource, VectorSources sources, Segments segments) {
        this.dataSource = dataSource;
        this.sources = sources;
        this.segments = segments;
    }

    Comparison compare(Pair pair, PlanLog plans) {
        return read(pair, connection -> compare(connection, pair, plans));
    }

    /** In the connection's transaction. */
    Comparison compare(Connection connection, Pair pair, PlanLog plans) throws SQLException {
        Crossing crossing = new Crossing(pair.from().model().clusters, pair.to().model().clusters);
        CommonSegments common = common(connection, pair);
        try (PairedRows rows = new PairedRows(pair, connection, sources, plans)) {
            rows.read(connection, null, "", crossing);
        }
        return new ComparisonReport(pair, common, crossing, new CentreShifts(pair, sources)).report();
    }

    /** Which clusters of both are which segments, in the connection's transaction. */
    CommonSegments common(Connection connection, Pair pair) throws SQLException {
        return new CommonSegments(segments.of(connection, pair.from().model().id),
                segments.of(connection, pair.to().model().id));
    }

    /** The list of rows that would move, in the connection's transaction. */
    MoveReader moves(Connection connection, Pair pair, PlanLog plans) throws SQLException {
        return new MoveReader(pair, common(connection, pair), connection, sources, plans);
    }

    /** Reads in a snapshot of the table; a value that is no number is explained. */
    <T> T read(Pair pair, Snapshot.Reading<T> reading) {
        try {
            return Snapshot.read(dataSource, pair.lockedTable(), reading);
        } catch (IllegalStateException failure) {
            if (failure.getCause() instanceof SQLException refused
                    && String.valueOf(refused.getSQLState()).startsWith(DATA_EXCEPTION)) {
                explain(pair);
            }
            throw failure;
        }
    }

    private void explain(Pair pair) {
        Snapshot.read(dataSource, null, connection -> {
            UnusableValues.explain(connection, pair.from().source());
            UnusableValues.explain(connection, pair.to().source());
            return null;
        });
    }
}
