package dev.kindred.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.SourceTable;
import dev.kindred.database.Snapshot;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.Unsuitable;

/** Thinks a build through before it starts: whether it can be, with which options, and what it will take. */
@ApplicationScoped
class IndexPlanner {

    private static final String SERVER_SETTING = """
            select pg_size_bytes(current_setting('maintenance_work_mem'))""";

    private final AgroalDataSource dataSource;
    private final VectorColumns columns;
    private final Indexes indexes;
    private final IndexConfig config;

    IndexPlanner(AgroalDataSource dataSource, VectorColumns columns, Indexes indexes, IndexConfig config) {
        this.dataSource = dataSource;
        this.columns = columns;
        this.indexes = indexes;
        this.config = config;
    }

    /**
     * What is asked for; looks at no row.
     *
     * @throws Invalid    if a word or an option is none
     * @throws Unsuitable if the column does not serve; the message says what would
     */
    Definition define(NewIndex wanted) {
        return Definition.of(wanted, columns.column(wanted.table(), wanted.column()));
    }

    /**
     * What will be built, and what that takes; looks at every row.
     *
     * @throws Unsuitable if the rows or the memory do not serve; the message says what would
     */
    IndexPlan plan(Definition definition) {
        VectorColumn column = definition.column();
        IndexKind kind = definition.kind();
        OperatorClass operatorClass = definition.operatorClass();
        RowCount count = Snapshot.read(dataSource, column.quotedTable(), connection -> {
            RowCount.requireFitting(connection, column, definition.storage());
            return RowCount.of(connection, column.quotedTable(), definition.expression(), null, operatorClass);
        });
        IndexOptions options = IndexOptions.of(definition.wanted(), kind, count.indexed());
        Forecast forecast = forecast(kind, operatorClass.type(), column.dimensions(), options, count);
        String statement = "create index concurrently %s on %s using %s (%s %s) with (%s)".formatted(
                SourceTable.quote(definition.relation()), column.quotedTable(), kind.code(), definition.expression(),
                operatorClass.code(), options.sql());
        return new IndexPlan(definition.name(), column.table(), column.name(), kind.code(),
                operatorClass.metric().code(), definition.storage().code(), operatorClass.code(), options, count.rows(),
                LeftOut.of(count), forecast, statement);
    }

    /** What to build a stored index again will take. */
    Forecast forecast(StoredIndex index, RowCount count) {
        OperatorClass operatorClass = OperatorClass.find(index.operatorClass()).orElseThrow();
        return forecast(IndexKind.parse(index.kind()), operatorClass.type(), index.dimensions(), index.options(),
                count);
    }

    /**
     * Refuses a build where its index stands already, or another of its name.
     *
     * @throws Conflict that names the index
     */
    void requireFree(Definition definition) {
        List<StoredIndex> standing = indexes.onTable(definition.column().table());
        for (StoredIndex index : standing) {
            if (!index.isLeftover() && definition.isMetBy(index)) {
                throw new Conflict("Index '%s' does the same already%s, with %s.".formatted(index.name(),
                        index.building() ? ", or will when it is built" : "", index.options().sql()));
            }
        }
        boolean isReplacing = standing.stream()
                .anyMatch(index -> index.isLeftover() && index.name().equals(definition.name()));
        if (!isReplacing && isTaken(definition)) {
            throw new Conflict("The name '%s' is taken by another index or table; give another name."
                    .formatted(definition.name()));
        }
    }

    private boolean isTaken(Definition definition) {
        return Snapshot.read(dataSource, null, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select to_regclass(?) is not null")) {
                statement.setString(1, definition.quotedName());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    private Forecast forecast(IndexKind kind, VectorType type, int dimensions, IndexOptions options, RowCount count) {
        double valueBytes = type.bytes(dimensions, count.meanBytes());
        Footprint footprint = Footprint.of(options, valueBytes, dimensions, count.indexed());
        int elements = (int) (type == VectorType.BIT ? dimensions / 32 : Math.min(dimensions, valueBytes / 2));
        BuildTime time = BuildTime.of(options, elements, count.indexed());
        Forecast forecast = Snapshot.read(dataSource, null, connection -> Forecast.of(footprint, count.indexed(), time,
                BuildTime.Correction.of(connection, kind), serverSetting(connection),
                config.maintenanceWorkMem().asLongValue()));
        if (kind == IndexKind.IVFFLAT && !forecast.fitsInMemory()) {
            throw new Unsuitable(
                    """
                            The k-means of %d lists needs %d MB, more than the %d MB that a build is given; ask for fewer lists, or raise \
                            kindred.index.maintenance-work-mem."""
                            .formatted(options.lists(), (footprint.memory() >> 20) + 1,
                                    forecast.maintenanceWorkMemBytes() >> 20));
        }
        return forecast;
    }

    private static long serverSetting(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER_SETTING)) {
            row.next();
            return row.getLong(1);
        }
    }
}
