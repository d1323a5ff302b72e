package dev.kindred.transfer;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.kindred.TestDatabase;

/** Files that are larger than all buffers on their way, so that the query is open while the first lines are read. */
@QuarkusTest
class ExportStreamTest {

    private static final int ROWS = 50_000;

    private static final String EXPORTING = """
            select pid from pg_stat_activity
             where datname = current_database() and query like 'select c.%from customer c%' and state <> 'idle'""";

    @Inject
    TestDatabase database;

    @Inject
    AgroalDataSource dataSource;

    private long activeBefore;

    @BeforeEach
    void makeCustomers() {
        database.execute("delete from customer", """
                insert into customer (external_id, age, attributes, embedding)
                select 'c-' || i, i %% 100, jsonb_build_object('note', repeat('x', 1000)), '[0,0,0,0,0,0]'
                  from generate_series(1, %d) as i""".formatted(ROWS));
        activeBefore = dataSource.getMetrics().activeCount();
    }

    @AfterEach
    void allConnectionsAreBack() {
        await(() -> dataSource.getMetrics().activeCount() <= activeBefore);
        await(() -> database.value("select count(*) from pg_stat_activity where state like 'idle in transaction%'")
                .equals("0"));
        database.execute("delete from customer");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the wait is over").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson"})
    void aSlowReaderSeesOneMoment(String format) throws IOException {
        try (Download download = Download.of("format=" + format)) {
            assertThat(download.line()).contains("external_id");
            assertThat(database.column(EXPORTING)).as("still reading, or it was no stream").hasSize(1);
            database.execute("update customer set age = 120 where age > 50", "delete from customer where age = 7",
                    "insert into customer (age, embedding) values (1, '[0,0,0,0,0,0]')");

            assertThat(download.countLines()).isEqualTo(format.equals("csv") ? ROWS : ROWS - 1);
        }
    }

    @Test
    void everyRowArrivesOnceAndInOrder() throws IOException {
        try (Download download = Download.of("fields=external_id,age")) {
            assertThat(download.line()).isEqualTo("external_id,age");
            for (int i = 1; i <= ROWS; i++) {
                assertThat(download.line()).isEqualTo("c-" + i + ',' + i % 100);
            }
            assertThat(download.line()).isNull();
        }
    }

    @Test
    void readersThatGoAwayGiveTheirConnectionsBack() throws IOException {
        for (int i = 0; i < 45; i++) { // more than twice as many as the pool has
            try (Download download = Download.of("format=" + (i % 2 == 0 ? "csv" : "ndjson"))) {
                assertThat(download.line()).contains("external_id");
            }
        }
        await(() -> dataSource.getMetrics().activeCount() <= activeBefore);
        await(() -> database.column(EXPORTING).isEmpty());
        assertThat(get("/api/customers?limit=1").statusCode()).isEqualTo(200);
    }

    @Test
    void readersThatTakeNothingLeaveConnectionsToOthers() throws IOException {
        List<Download> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                stalled.add(Download.of("format=ndjson"));
                stalled.get(i).line();
            }

            assertThat(get("/api/customers?limit=1").statusCode()).isEqualTo(200);
            Response refused = get("/api/customers/export?format=csv");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.jsonPath().getString("detail")).isEqualTo(
                    "6 files are being downloaded, the most at a time; try again later.");
        } finally {
            for (Download download : stalled) {
                download.close();
            }
        }
        await(() -> get("/api/customers/export?format=csv&filter=age==999").statusCode() == 200);
    }

    @RepeatedTest(5) // whether the answer or its end comes first is a matter of luck
    void aFailureInTheMiddleBreaksTheAnswerOff() throws IOException {
        try (Download download = Download.of("")) {
            download.line();
            List<String> exporting = database.column(EXPORTING);
            assertThat(exporting).hasSize(1);
            database.execute("select pg_terminate_backend(" + exporting.get(0) + ")");

            assertThatThrownBy(download::countLines).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFailureBeforeTheFirstByteIsAProblem() throws Exception {
        CompletableFuture<Response> answer;
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table customer in access exclusive mode");
            answer = CompletableFuture.supplyAsync(() -> get("/api/customers/export"));
            await(() -> !database.column(EXPORTING).isEmpty());
            database.execute("select pg_cancel_backend(" + database.value(EXPORTING) + ")");
            answer.get(20, TimeUnit.SECONDS);
            connection.rollback();
        }
        assertThat(answer.get().statusCode()).isEqualTo(500);
        assertThat(answer.get().contentType()).startsWith("application/problem+json");
        assertThat(answer.get().header("Content-Disposition")).isNull();
        assertThat(answer.get().jsonPath().getString("detail")).contains("the log says what");
    }
}
