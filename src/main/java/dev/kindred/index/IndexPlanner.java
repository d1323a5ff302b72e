package dev.kindred.index;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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

    private static final int LONGEST_NAME = 63;

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
     * What is to be built; looks at every row.
     *
     * @throws Invalid    if a word or an option is none
     * @throws Unsuitable if the column, its rows or the memory do not serve; the message says what would
     */
    Build plan(NewIndex wanted) {
        IndexKind kind = IndexKind.parse(wanted.kind());
        VectorColumn column = columns.column(wanted.table(), wanted.column());
        Storage storage = Storage.parse(wanted.storage(), column.type());
        OperatorClass operatorClass = OperatorClass.of(storage.type(), kind, metric(wanted, storage));
        String expression = column.indexed(storage);
        String relation = relation(wanted, column, kind, operatorClass, storage);
        RowCount count = Snapshot.read(dataSource, column.quotedTable(), connection -> {
            RowCount.requireFitting(connection, column, storage);
            return RowCount.of(connection, column.quotedTable(), expression, null, operatorClass);
        });
        IndexOptions options = IndexOptions.of(wanted, kind, count.indexed());
        Forecast forecast = forecast(kind, operatorClass.type(), column.dimensions(), options, count);
        String statement = "create index concurrently %s on %s using %s (%s %s) with (%s)".formatted(
                SourceTable.quote(relation), column.quotedTable(), kind.code(), expression,
                operatorClass.code(), options.sql());
        return new Build(column, relation, operatorClass, new IndexPlan(column.qualified(relation), column.table(),
                column.name(), kind.code(), operatorClass.metric().code(), storage.code(), operatorClass.code(),
                options, count.rows(), LeftOut.of(count), forecast, statement));
    }

    /** What to build a stored index again will take. */
    Forecast forecast(StoredIndex index) {
        OperatorClass operatorClass = OperatorClass.find(index.operatorClass()).orElseThrow();
        return forecast(IndexKind.parse(index.kind()), operatorClass.type(), index.dimensions(), index.options(),
                indexes.count(index));
    }

    /**
     * Refuses a build where its index stands already, or another of its name.
     *
     * @throws Conflict that names the index
     */
    void requireFree(Build build) {
        for (StoredIndex index : indexes.onTable(build.plan().table())) {
            if (!index.isLeftover() && build.isMetBy(index)) {
                throw new Conflict("Index '%s' does the same already%s.".formatted(index.name(),
                        index.building() ? ", or will when it is built" : ""));
            }
        }
        if (isTaken(build) && indexes.find(build.plan().name()).filter(StoredIndex::isLeftover).isEmpty()) {
            throw new Conflict("The name '%s' is taken by another index or table; give another name."
                    .formatted(build.plan().name()));
        }
    }

    private boolean isTaken(Build build) {
        return Snapshot.read(dataSource, null, connection -> {
            try (var statement = connection.prepareStatement("select to_regclass(?) is not null")) {
                statement.setString(1, build.quotedName());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    private static IndexMetric metric(NewIndex wanted, Storage storage) {
        if (storage != Storage.BINARY) {
            if (wanted.metric() == null) {
                throw new Invalid("metric must not be null.");
            }
            return IndexMetric.parse(wanted.metric());
        }
        IndexMetric metric = wanted.metric() == null ? IndexMetric.HAMMING : IndexMetric.parse(wanted.metric());
        if (metric != IndexMetric.HAMMING) {
            throw new Unsuitable(
                    """
                            Signs alone are compared by hamming, not by %s: ask for metric hamming with storage binary, and order the \
                            candidates that a query finds again by %1$s."""
                            .formatted(metric.code()));
        }
        return metric;
    }

    private static String relation(NewIndex wanted, VectorColumn column, IndexKind kind, OperatorClass operatorClass,
            Storage storage) {
        if (wanted.name() != null) {
            if (wanted.name().isBlank() || wanted.name().indexOf('\0') >= 0
                    || wanted.name().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                throw new Invalid("name must have 1 to %d bytes and not be blank.".formatted(LONGEST_NAME));
            }
            return wanted.name();
        }
        String suffix = "_%s_%s%s".formatted(kind.code(), operatorClass.metric().code(),
                storage == Storage.plain(column.type()) ? "" : "_" + storage.code());
        String start = "%s_%s".formatted(column.relation(), column.name());
        while (start.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME - suffix.length()) {
            start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
        }
        return start + suffix;
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
