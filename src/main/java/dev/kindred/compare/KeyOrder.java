package dev.kindred.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.model.VectorSource;
import dev.kindred.problem.Invalid;

/** A table's rows in the order of their primary key, from some key on. */
final class KeyOrder {

    /** A COPY takes no parameters, but reads settings of its transaction. */
    private static final String SETTING = "kindred.after";
    private static final String AFTER = "current_setting('%s')".formatted(SETTING);
    private static final String DATA_EXCEPTION = "22";

    private final List<SourceColumn> columns;
    private final String rowKey;
    private final String values;

    /** @throws Invalid if the table has no primary key */
    KeyOrder(VectorSource source) {
        this.rowKey = source.rowKey();
        this.columns = source.table().primaryKey();
        StringJoiner each = new StringJoiner(", ");
        for (int i = 0; i < columns.size(); i++) {
            String text = columns.size() == 1 ? AFTER : "(%s::jsonb ->> %d)".formatted(AFTER, i);
            each.add("%s::%s".formatted(text, columns.get(i).type()));
        }
        this.values = each.toString();
    }

    /** SQL of a row's key as text. */
    String rowKey() {
        return rowKey;
    }

    /**
     * WHERE, ORDER BY and LIMIT for the next rows in the connection's transaction.
     *
     * @param after that comes before them, as {@link #rowKey()} writes it; null for the first
     * @throws Invalid if it is no key of the table
     */
    String next(Connection connection, String after, int limit) throws SQLException {
        StringJoiner names = new StringJoiner(", ");
        columns.forEach(column -> names.add(VectorSource.ROW + '.' + column.quoted()));
        String where = "";
        if (after != null) {
            bind(connection, after);
            where = " where (%s) > (%s)".formatted(names, values);
        }
        return "%s order by %s limit %d".formatted(where, names, limit);
    }

    private void bind(Connection connection, String after) throws SQLException {
        try {
            execute(connection, "select set_config('%s', ?, true) is null".formatted(SETTING), after);
            if (execute(connection, "select num_nulls(%s) > 0".formatted(values))) {
                throw notAKey(after);
            }
        } catch (SQLException refused) {
            if (String.valueOf(refused.getSQLState()).startsWith(DATA_EXCEPTION)) {
                throw notAKey(after);
            }
            throw refused;
        }
    }

    private Invalid notAKey(String after) {
        String right = columns.size() == 1
                ? "a value of %s (%s)".formatted(columns.get(0).name(), columns.get(0).type())
                : "a JSON array of " + columns.stream().map(SourceColumn::name).toList();
        return new Invalid("after=%s is no key of the table's rows; `next` of the page before is right, %s."
                .formatted(after, right));
    }

    private static boolean execute(Connection connection, String query, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
