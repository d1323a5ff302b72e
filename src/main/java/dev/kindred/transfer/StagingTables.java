package dev.kindred.transfer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;

/**
 * Where the rows of uploads wait for their jobs: one unlogged table an upload. It is made in the transaction that takes
 * the upload and queues the job, so that an upload that breaks off leaves none, and a table without an unfinished job is
 * one to drop.
 */
@ApplicationScoped
class StagingTables {

    /** What is written into a staging table, in that order. */
    static final List<String> COLUMNS = List.of("line", "given", "external_id", "age", "income", "is_active", "gender",
            "attributes");

    private static final int AFTER_MIGRATIONS = 100;

    // Unlogged: what a crash of the server takes can be sent again, and half the writing is saved.
    private static final String CREATE = """
            create unlogged table %s (line bigint not null, given smallint not null, external_id text not null, age integer,
                                      income double precision, is_active boolean, gender text, attributes jsonb not null)
            """;

    private static final String ABANDONED = """
            select c.relname from pg_class c
             where c.relnamespace = 'kindred'::regnamespace and c.relkind = 'r' and c.relname ~ '^import_[0-9]+$'
               and not exists (select from job j
                                where j.state in ('queued', 'running') and j.kind = 'import'
                                  and j.parameters->>'number' = substr(c.relname, length('import_') + 1))
            """;

    private final AgroalDataSource dataSource;

    StagingTables(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    void start(@Observes @Priority(AFTER_MIGRATIONS) StartupEvent start) {
        dropAbandoned();
    }

    /** As quoted SQL. */
    static String name(long number) {
        return "kindred.import_" + number;
    }

    /** Makes the next one, in the connection's transaction, and gives its number. */
    long create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select nextval('kindred.import_number')")) {
            row.next();
            long number = row.getLong(1);
            statement.execute(CREATE.formatted(name(number)));
            return number;
        }
    }

    /** Whether the table is there and has rows; a crash of the server empties it. */
    static boolean hasRows(Connection connection, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select to_regclass(?) is not null")) {
            statement.setString(1, name(number));
            if (!isTrue(statement)) {
                return false;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("select exists (select from %s)"
                .formatted(name(number)))) {
            return isTrue(statement);
        }
    }

    private static boolean isTrue(PreparedStatement question) throws SQLException {
        try (ResultSet row = question.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Drops all that no unfinished job needs; one that cannot be had at once is left for the next time. */
    void dropAbandoned() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            for (String table : abandoned(connection)) {
                drop(connection, table);
            }
        } catch (SQLException databaseAway) {
            Log.warnf("Staging tables of old imports could not be looked for: %s", databaseAway.toString());
        }
    }

    private static List<String> abandoned(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(ABANDONED)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static void drop(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '1s'");
            statement.execute("drop table if exists kindred." + table);
            connection.commit();
        } catch (SQLException inUse) {
            Log.debugf(inUse, "The staging table %s could not be dropped yet", table);
            connection.rollback();
        }
    }
}
