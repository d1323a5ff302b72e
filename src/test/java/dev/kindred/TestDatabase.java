package dev.kindred;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.agroal.api.AgroalDataSource;

/** Plain SQL for tests: what another client of the same database would see. */
@ApplicationScoped
public class TestDatabase {

    private final AgroalDataSource dataSource;
    private final String url;

    TestDatabase(AgroalDataSource dataSource, @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url) {
        this.dataSource = dataSource;
        this.url = url;
    }

    public void execute(String... statements) {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '10s'"); // a transaction left open shall fail the test, not stop it
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure.getMessage(), failure);
        }
    }

    /** As the embedded server's superuser; another server's may be called otherwise, and then the test is left out. */
    public void asSuperuser(String... statements) {
        try (Connection connection = superuser(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Connection superuser() {
        try {
            return DriverManager.getConnection(url, "postgres", null);
        } catch (SQLException noSuchUser) {
            assumeTrue(false, noSuchUser.getMessage());
            throw new AssertionError(noSuchUser);
        }
    }

    /** The first column of all rows, as text. */
    public List<String> column(String query) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException failure) {
            throw new AssertionError(failure.getMessage(), failure);
        }
    }

    /** The one value of a query, as text. */
    public String value(String query) {
        List<String> values = column(query);
        if (values.size() != 1) {
            throw new AssertionError("one row expected, but there were " + values.size());
        }
        return values.get(0);
    }

    /** The plan of a query where sequential scans and sorts are to be avoided, a line each. */
    public List<String> explain(String query) {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                statement.execute("set local enable_seqscan = off");
                statement.execute("set local enable_sort = off");
                List<String> lines = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery("explain " + query)) {
                    while (rows.next()) {
                        lines.add(rows.getString(1));
                    }
                }
                return lines;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure.getMessage(), failure);
        }
    }
}
