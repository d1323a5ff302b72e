package dev.kindred.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.kindred.model.VectorSource;

/** Some rows of a table, each with the same chance. */
final class TableSample {

    /** Not {@code system}, which takes whole pages: rows that came together, as of one import, lie there together. */
    private static final String OF_TABLE = "%s tablesample bernoulli (%s) repeatable (0)";

    /** What {@code tablesample} does not read: views and foreign tables. */
    private static final String OF_VIEW = "%s where random() < %s";

    private TableSample() {}

    /**
     * What follows {@code from} in a query of about so many rows.
     *
     * @param wanted rows; all where the table has no more
     * @param rows   of the table, or about
     */
    static String from(Connection connection, VectorSource source, long wanted, long rows) throws SQLException {
        if (rows <= wanted) {
            return source.from();
        }
        double share = (double) wanted / rows;
        return isTable(connection, source)
                ? OF_TABLE.formatted(source.from(), 100 * share)
                : OF_VIEW.formatted(source.from(), share);
    }

    static long count(Connection connection, VectorSource source) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + source.from())) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean isTable(Connection connection, VectorSource source) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select relkind in ('r', 'p', 'm') from pg_class where oid = to_regclass(?)")) {
            statement.setString(1, source.table().quoted());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
