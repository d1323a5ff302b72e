package dev.kindred.health;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

/** Measures bloat with the extension pgstattuple, which reads tables in part and B-trees in whole; no estimate needs that. */
@ApplicationScoped
class MeasuredBloat {

    static final String BY = "pgstattuple";

    private static final String OF_TABLE = "select approx_free_space + dead_tuple_len from %s.pgstattuple_approx(%d)";

    /** Leaves of a fresh B-tree are full to nine tenths. */
    private static final String OF_BTREE = """
            select greatest(0, index_size - 8192 * (1 + internal_pages
                                                    + leaf_pages * coalesce(nullif(avg_leaf_density, 'NaN'), 0) / 90))
              from %s.pgstatindex(%d::oid::regclass)""";

    private final AgroalDataSource dataSource;
    private final HealthConfig config;

    MeasuredBloat(AgroalDataSource dataSource, HealthConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /**
     * The tables with what was measured in the places of estimates; those that take too long keep theirs.
     *
     * @param schema of the extension, quoted
     */
    List<TableHealth> of(List<TableHealth> tables, String schema) {
        long end = System.nanoTime() + config.probeBudget().toNanos();
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = " + Math.max(1, config.probeTimeout().toMillis()));
            try {
                return tables.stream().map(table -> System.nanoTime() > end ? table : table(statement, schema, table))
                        .toList();
            } finally {
                statement.execute("reset statement_timeout");
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("Bloat could not be measured", failure);
        }
    }

    private static TableHealth table(Statement statement, String schema, TableHealth table) {
        List<IndexHealth> indexes = table.indexes().stream()
                .map(index -> index.method().equals("btree") && index.valid() ? index(statement, schema, index) : index)
                .toList();
        OptionalLong bloat = measure(statement, OF_TABLE.formatted(schema, table.oid()));
        TableHealth measured = table.with(indexes);
        return bloat.isPresent() ? measured.measured(bloat.getAsLong()) : measured;
    }

    private static IndexHealth index(Statement statement, String schema, IndexHealth index) {
        OptionalLong bloat = measure(statement, OF_BTREE.formatted(schema, index.oid()));
        return bloat.isPresent() ? index.measured(bloat.getAsLong()) : index;
    }

    private static OptionalLong measure(Statement statement, String query) {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        } catch (SQLException tooSlowOrGone) {
            return OptionalLong.empty();
        }
    }
}
