package dev.kindred.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.inject.Inject;

import org.assertj.core.api.AbstractThrowableAssert;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;

/** {@code kindred.train_kmeans}: who may queue what. The embedded server trusts its superuser on the same port. */
@QuarkusTest
class TrainKmeansTest {

    @Inject
    TestDatabase database;

    @Inject
    ObjectMapper json;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @BeforeEach
    void makeAnalyst() throws SQLException {
        as("postgres", "create role analyst login", "create schema sales",
                "create table sales.orders (id bigint primary key, amount real)", "create table shown (amount real)",
                "create table \"It's\" (amount real)", "grant usage on schema kindred, sales to analyst",
                "grant execute on function kindred.train_kmeans to analyst",
                "grant select on shown, sales.orders, \"It's\" to analyst");
    }

    @AfterEach
    void removeAnalyst() throws SQLException {
        as("postgres", "delete from job where kind = 'train'", "drop owned by analyst", "drop role analyst",
                "drop schema sales cascade", "drop table shown, \"It's\"");
    }

    /** The first column of the last statement's first row, if it has one. */
    private String as(String role, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, role, "");
                Statement statement = connection.createStatement()) {
            boolean hasRows = false;
            for (String sql : statements) {
                hasRows = statement.execute(sql);
            }
            ResultSet rows = hasRows ? statement.getResultSet() : null;
            return rows != null && rows.next() ? rows.getString(1) : null;
        }
    }

    private String parametersOf(String id) {
        return database.value("select parameters from job where kind = 'train' and id = " + id);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String call) {
        return assertThatThrownBy(() -> as("analyst", "select kindred.train_kmeans(" + call + ")"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void queuesTheRequestThatRestWouldMake() throws Exception {
        String id = as("analyst", "select kindred.train_kmeans('sales.orders', '{amount}', 3)");
        assertThat(json.readTree(parametersOf(id))).isEqualTo(json.readTree("""
                {"name": "sales.orders", "table": "sales.orders", "columns": ["amount"], "clusters": 3, "seed": 0}"""));

        id = as("analyst", "select kindred.train_kmeans('public.shown', '{}', 2, name => 'mine', seed => 7)");
        assertThat(json.readTree(parametersOf(id))).isEqualTo(json.readTree("""
                {"name": "mine", "table": "shown", "columns": [], "clusters": 2, "seed": 7}"""));
    }

    @Test
    void theCallerNeedsNoRightOnTheJobsAndGetsNone() throws SQLException {
        as("analyst", "select kindred.train_kmeans('shown', '{}', 2)");

        assertThatThrownBy(() -> as("analyst", "select * from job")).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> as("analyst", "insert into job (kind) values ('train')"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void whoMayNotReadTheTableMayNotTrainOnIt() {
        refused("'iris', '{}', 3").hasMessageContaining("permission denied for table iris");
        refused("'job', '{}', 3").hasMessageContaining("permission denied for table job");
        assertThat(database.column("select id from job where kind = 'train'")).isEmpty();
    }

    /** The rights of the one who logged in count: neither the function's owner nor a role taken on in between. */
    @Test
    void aSchemaThatIsClosedToTheCallerIsNotThere() throws SQLException {
        as("postgres", "revoke usage on schema sales from analyst");

        refused("'sales.orders', '{}', 3").hasMessageContaining("there is no table or view \"sales.orders\"");
    }

    @Test
    void whoWasNotAllowedMayNotCallIt() throws SQLException {
        as("postgres", "revoke execute on function kindred.train_kmeans from analyst");

        refused("'shown', '{}', 3").hasMessageContaining("permission denied for function train_kmeans");
    }

    @Test
    void mistakesAreNamed() {
        refused("'nope', '{}', 3").hasMessageContaining("there is no table or view \"nope\"");
        refused("'SHOWN', '{}', 3").hasMessageContaining("there is no table or view \"SHOWN\"");
        refused("null, '{}', 3").hasMessageContaining("there is no table or view");
        refused("'pg_catalog.pg_class', '{}', 3").hasMessageContaining("there is no table or view");
        refused("'shown; drop table shown', '{}', 3").hasMessageContaining("there is no table or view");
        refused("'shown', '{}', 0").hasMessageContaining("clusters must be at least 1");
        refused("'shown', '{}', null").hasMessageContaining("clusters must be at least 1");
        refused("'shown', array['amount', null], 2").hasMessageContaining("columns must not hold NULL");
        refused("'It''s', '{}', 2").hasMessageContaining("a model can't be called \"It's\"");
        refused("'shown', '{}', 2, 'Great Name'").hasMessageContaining("a model can't be called \"Great Name\"");
    }

    @Test
    void aSearchPathOfTheCallersChangesNothing() throws Exception {
        String id = as("analyst", "create temporary table job (id bigint, kind text, parameters jsonb)",
                "set search_path = pg_temp, public",
                "select kindred.train_kmeans('It''s', null, 2, 'odd')");

        assertThat(json.readTree(parametersOf(id)).get("table").asText()).isEqualTo("It's");
    }
}
