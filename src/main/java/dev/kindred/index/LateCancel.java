package dev.kindred.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A cancel may still be on its way when its statement has ended. It hits the next one then, but only once. */
final class LateCancel {

    private LateCancel() {}

    /** Runs a statement that has to be run, whether a cancel hits it or not. */
    static void outlast(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try {
                statement.execute(sql);
            } catch (SQLException cancelledLate) {
                statement.execute(sql);
            }
        }
    }
}
