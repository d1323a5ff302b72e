package dev.kindred.health;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.kindred.index.Footprint;

/** Reads the state of the watched tables and their indexes, in two statements whatever their number. */
final class RelationReader {

    private final Connection connection;

    RelationReader(Connection connection) {
        this.connection = connection;
    }

    /** Of the tables of these names, as users write them; {@code *} stands for every one. */
    List<TableHealth> read(String[] watched) throws SQLException {
        List<TableHealth> tables = tables(watched);
        Map<Long, List<IndexHealth>> indexes = indexes(tables);
        return tables.stream().map(table -> table.with(indexes.getOrDefault(table.oid(), List.of()))).toList();
    }

    /** Those that {@link #read} leaves out, because somebody holds them locked exclusively. */
    List<String> locked(String[] watched) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(StateQueries.LOCKED)) {
            statement.setArray(1, connection.createArrayOf("text", watched));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    private List<TableHealth> tables(String[] watched) throws SQLException {
        List<TableHealth> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(StateQueries.TABLES)) {
            Array names = connection.createArrayOf("text", watched);
            statement.setArray(1, names);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tables.add(table(row));
                }
            }
        }
        return tables;
    }

    private static TableHealth table(ResultSet row) throws SQLException {
        long heapBytes = row.getLong("heap_bytes");
        long liveRows = row.getLong("live_rows");
        Double width = number(row, "width");
        Long bloat = width == null
                ? null
                : Math.max(0, heapBytes - ExpectedSize.table(liveRows, width, row.getInt("fill_factor")));
        return new TableHealth(row.getString("name"), row.getString("quoted"), row.getLong("oid"), row.getLong("bytes"),
                heapBytes, row.getLong("index_bytes"), liveRows, row.getLong("dead_rows"), row.getLong("changed_rows"),
                time(row, "last_vacuum"), time(row, "last_autovacuum"), time(row, "last_analyze"),
                time(row, "last_autoanalyze"), row.getLong("sequential_scans"), row.getLong("index_scans"),
                number(row, "cache_hit_ratio"), bloat, by(bloat), row.getLong("freeze_age"),
                row.getBoolean("autovacuum"),
                row.getBoolean("owned"), List.of());
    }

    private Map<Long, List<IndexHealth>> indexes(List<TableHealth> tables) throws SQLException {
        Map<Long, Long> liveRows = new HashMap<>();
        tables.forEach(table -> liveRows.put(table.oid(), table.liveRows()));
        Map<Long, List<IndexHealth>> indexes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(StateQueries.INDEXES)) {
            statement.setArray(1, connection.createArrayOf("bigint", liveRows.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    IndexHealth index = index(row, liveRows.get(row.getLong("table_oid")));
                    indexes.computeIfAbsent(index.tableOid(), table -> new ArrayList<>()).add(index);
                }
            }
        }
        return indexes;
    }

    private static IndexHealth index(ResultSet row, long liveRows) throws SQLException {
        Double rows = rows(row, liveRows);
        Long bloat = bloat(row, rows);
        return new IndexHealth(row.getString("name"), row.getString("quoted"), row.getLong("oid"),
                row.getLong("table_oid"), row.getString("method"), row.getString("definition"),
                row.getString("likeness"), row.getBoolean("is_unique"), row.getBoolean("is_primary"),
                row.getBoolean("is_constraint"), row.getBoolean("is_valid"), row.getBoolean("is_busy"),
                row.getLong("bytes"), row.getLong("scans"), time(row, "last_scan"), number(row, "cache_hit_ratio"),
                bloat, by(bloat), buildMemory(row, rows), row.getBoolean("owned"));
    }

    private static String by(Long bloat) {
        return bloat == null ? null : "estimate";
    }

    /** Of the index; null where it is a partial one that nobody has counted. */
    private static Double rows(ResultSet row, long liveRows) throws SQLException {
        Double partialRows = number(row, "partial_rows");
        return partialRows == null ? Double.valueOf(liveRows) : partialRows < 0 ? null : partialRows;
    }

    private static Long buildMemory(ResultSet row, Double rows) throws SQLException {
        Double width = number(row, "width");
        return width == null || rows == null || !row.getString("method").equals("hnsw")
                ? null
                : graph(row.getInt("size_option"), width, rows).maintenanceWorkMem();
    }

    private static Long bloat(ResultSet row, Double rows) throws SQLException {
        Double width = number(row, "width");
        if (width == null || rows == null) {
            return null;
        }
        int option = row.getInt("size_option");
        Long expected = switch (row.getString("method")) {
            case "btree" -> ExpectedSize.btree(rows, width, option == 0 ? 90 : option);
            case "hnsw" -> graph(option, width, rows).disk();
            case "ivfflat" -> ExpectedSize.ivfflat(rows, width, option == 0 ? 100 : option);
            default -> null;
        };
        return expected == null ? null : Math.max(0, row.getLong("bytes") - expected);
    }

    /** By the options' m; 0 where they say none. */
    private static Footprint graph(int m, double width, double rows) {
        return Footprint.graph(m == 0 ? 16 : m, width, Math.round(rows));
    }

    private static Double number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
