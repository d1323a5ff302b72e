package dev.kindred.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** Rows of a file among the customers there are. */
@QuarkusTest
@TestProfile(OwnCustomers.class)
class ImportMergeTest extends ImportTestSupport {

    private static final String THREE = """
            external_id,age,income,is_active,gender,plan
            a,30,1000.5,true,female,pro
            b,40,2000,false,male,free
            c,,,,,
            """;

    @Inject
    AgroalDataSource dataSource;

    private List<String> versions() {
        return database.column("select xmin || ' ' || ctid::text || ' ' || updated_at from customer order by id");
    }

    @Test
    void aFileThatIsSentAgainChangesNothing() {
        imported(THREE);
        List<String> before = versions();

        assertThat(counts(imported(THREE))).containsExactly(0L, 0L, 3L, 0L);
        assertThat(counts(imported("age,external_id\n30.0,a\n"))).containsExactly(0L, 0L, 1L, 0L);

        assertThat(versions()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"csv, text/csv", "ndjson, application/x-ndjson"})
    void whatWasExportedChangesNothingWhenItIsImported(String format, String type) {
        imported(
                """
                        external_id,age,income,is_active,gender,plan,attributes
                        a,30,0.1,true,"fe, ""male",pro,"{""tags"": [""x"", 1.50, {""deep"": null}], ""zero"": 0, ""text"": ""0""}"
                        b,,,,,,
                        ü,150,-1e15,false,m,007,"{""empty"": \"\"\"\", ""line"": ""1\\n2""}"
                        """);
        List<String> before = versions();

        JsonPath job = succeeded(send(get("api/customers/export?format=" + format).body(), type, ""));

        assertThat(counts(job)).containsExactly(0L, 0L, 3L, 0L);
        assertThat(job.getList("result.ignoredColumns", String.class)).contains("id", "created_at", "updated_at");
        assertThat(versions()).isEqualTo(before);
    }

    @Test
    void onlyWhatDiffersIsChangedAndItsVectorToo() {
        imported(THREE);
        String vectorOfA = database.value("select embedding from customer where external_id = 'a'");
        String versionOfB = database.value("select xmin from customer where external_id = 'b'");

        JsonPath job = imported("""
                external_id,age,income,is_active,gender,plan
                a,60,1000.5,true,female,pro
                b,40,2000,false,male,free
                d,20,,,,
                """);

        assertThat(counts(job)).containsExactly(1L, 1L, 1L, 0L);
        assertThat(customers().get(0)).isEqualTo("[\"a\", 60, 1000.5, true, \"female\", {\"plan\": \"pro\"}]");
        assertThat(database.value("select embedding from customer where external_id = 'a'")).isNotEqualTo(vectorOfA);
        assertThat(database.value("select xmin from customer where external_id = 'b'")).isEqualTo(versionOfB);
        assertThat(database.column("select external_id from customer where updated_at > created_at"))
                .containsExactly("a");
    }

    @Test
    void columnsThatAreNotInTheFileStayAndEmptyFieldsBecomeUnknown() {
        imported("""
                external_id,age,income,is_active,gender,plan,tenure
                a,30,1000,true,female,pro,5
                b,40,2000,false,male,free,6
                """);

        JsonPath job = imported("external_id,age,plan\na,,\nb,41,team\n");

        assertThat(counts(job)).containsExactly(0L, 2L, 0L, 0L);
        assertThat(customers()).containsExactly("[\"a\", null, 1000, true, \"female\", {\"tenure\": 5}]",
                "[\"b\", 41, 2000, false, \"male\", {\"plan\": \"team\", \"tenure\": 6}]");
    }

    @Test
    void ofLinesWithOneIdTheFirstCounts() {
        imported("external_id,age\nb,1\n");

        JsonPath job = imported("external_id,age\na,10\nb,20\na,11\nb,20\na,12\n");

        assertThat(rejects(job)).containsExactly("4,external_id,is that of line 2 already; the first line counts",
                "5,external_id,is that of line 3 already; the first line counts",
                "6,external_id,is that of line 2 already; the first line counts");
        assertThat(counts(job)).containsExactly(1L, 1L, 0L, 3L);
        assertThat(database.column("select age from customer order by external_id")).containsExactly("10", "20");
    }

    @Test
    void rowsAreStoredInTheOrderOfTheFile() {
        imported(IntStream.range(0, 5_000).mapToObj(i -> "x" + (i * 7_919 % 5_000) + "\n")
                .collect(Collectors.joining("", "external_id\n", "")));

        assertThat(database.value("""
                select count(*) from (select external_id, row_number() over (order by id) - 1 as i from customer) as c
                 where external_id = 'x' || (i * 7919 % 5000)""")).isEqualTo("5000");
    }

    @Test
    void tooManyRejectsInTheFileImportNothingAndCanBeRead() {
        String file = "external_id,age\na,1\nb,200\nc,200\nd,200\ne,5\n";

        assertThat(counts(succeeded(send(file, CSV, "?maxRejects=3")))).containsExactly(2L, 0L, 0L, 3L);
        removeAll();
        String detail = problem(400, send(file, CSV, "?maxRejects=2"));

        assertThat(detail)
                .isEqualTo(("More than 2 row(s) had to be left out, so nothing was imported. /api/jobs/%d/rejects "
                        + "says why; mend the file, or send it with a higher maxRejects.").formatted(newestJob()));
        assertThat(rejects(newestJob())).extracting(line -> line.split(",")[0]).containsExactly("3", "4", "5");
        assertThat(customers()).isEmpty();
        assertThat(get("api/jobs/" + newestJob()).body()).contains("\"failed\"");
    }

    @Test
    void tooManyDuplicatesImportNothingEither() {
        imported("external_id,age\na,1\n");

        assertThat(problem(400, send("external_id,age\na,2\na,3\nb,1\nb,2\nx,200\n", CSV, "?maxRejects=2")))
                .startsWith("More than 2 row(s)");

        assertThat(rejects(newestJob())).extracting(line -> line.split(",")[0]).containsExactly("3", "5", "6");
        assertThat(customers()).containsExactly("[\"a\", 1, null, null, null, {}]");
    }

    @Test
    void withNoRejectAllowedOneIsTooMany() {
        assertThat(problem(400, send("external_id,age\na,1\nb,x\n", CSV, "?maxRejects=0"))).startsWith("More than 0");
        assertThat(customers()).isEmpty();
    }

    @Test
    void aDryRunCountsAndChangesNothing() {
        imported(THREE);
        List<String> before = versions();
        String file = """
                external_id,age,plan
                a,31,pro
                b,40,free
                new,1,x
                new,2,y
                bad,-1,
                """;

        JsonPath dry = succeeded(send(file, CSV, "?dryRun=true"));

        assertThat(counts(dry)).containsExactly(1L, 1L, 1L, 2L);
        assertThat(dry.getBoolean("result.dryRun")).isTrue();
        assertThat(rejects(dry)).extracting(line -> line.split(",")[0]).containsExactly("5", "6");
        assertThat(versions()).isEqualTo(before);
        JsonPath real = imported(file);
        assertThat(counts(real)).isEqualTo(counts(dry));
        assertThat(rejects(real)).isEqualTo(rejects(dry));
    }

    @Test
    void aDryRunThatFindsTooMuchFailsAsTheImportWould() {
        String file = "external_id\na\na\na\n";

        assertThat(problem(400, send(file, CSV, "?dryRun=true&maxRejects=1"))).startsWith("More than 1 row(s)");
        assertThat(rejects(newestJob())).hasSize(2);
    }

    @Test
    void vectorsAreThoseThatARequestWouldStore() {
        imported(THREE + IntStream.range(0, 200)
                .mapToObj(i -> "r%d,%d,%d,%s,%s,pro\n".formatted(i, i % 90, i * 1_000, i % 3 == 0,
                        i % 2 == 0 ? "female" : ""))
                .collect(Collectors.joining()));
        database.execute("create table if not exists imported_vector as select 0::bigint as id, ''::text as v",
                "truncate imported_vector", "insert into imported_vector select id, embedding::text from customer");
        String id = database.value("select id from customer where external_id = 'r44'");

        io.restassured.RestAssured.given().contentType("application/json").body("""
                {"externalId": "r44", "age": 44, "income": 44000, "isActive": false, "gender": "female",
                 "attributes": {"plan": "pro"}}""").put("/api/customers/" + id).then().statusCode(200);

        assertThat(Double.parseDouble(database.value("""
                select c.embedding <-> v::vector from customer c join imported_vector using (id) where id = %s"""
                .formatted(id)))).isLessThan(1e-5);
        database.execute("drop table imported_vector");
    }

    @Test
    void withoutAWaitTheAnswerIsTheJob() throws InterruptedException {
        HttpResponse<String> response = exchange(request(BodyPublishers.ofString(THREE), CSV, "").build());

        assertThat(response.statusCode()).isEqualTo(202);
        long id = JsonPath.from(response.body()).getLong("id");
        assertThat(response.headers().firstValue("Location")).hasValue(base + "api/jobs/" + id);
        awaitState(id, "succeeded");
        assertThat(database.value("select parameters->>'staged' from job where id = " + id)).isEqualTo("3");
        assertThat(database.value("select parameters::text || result::text from job where id = " + id))
                .doesNotContain("female");
    }

    private void awaitState(long job, String state) throws InterruptedException {
        for (int i = 0; i < 600 && !database.value("select state from job where id = " + job).equals(state); i++) {
            Thread.sleep(50);
        }
        assertThat(database.value("select state from job where id = " + job)).isEqualTo(state);
    }

    @Test
    void twoImportsOfTheSameRowsAtOnceEndWithEachRowOnce() {
        String rows = IntStream.range(0, 3_000).mapToObj(i -> "x" + i + "," + i % 100 + "\n")
                .collect(Collectors.joining());
        String backwards = IntStream.range(0, 3_000).mapToObj(i -> "x" + (2_999 - i) + "," + (2_999 - i) % 100 + "\n")
                .collect(Collectors.joining());

        CompletableFuture<JsonPath> one = CompletableFuture.supplyAsync(() -> imported("external_id,age\n" + rows));
        CompletableFuture<JsonPath> two = CompletableFuture
                .supplyAsync(() -> imported("external_id,age\n" + backwards));

        assertThat(List.of(counts(one.join()), counts(two.join())))
                .containsExactlyInAnyOrder(List.of(3_000L, 0L, 0L, 0L), List.of(0L, 0L, 3_000L, 0L));
        assertThat(database.value("select count(distinct external_id) || ' of ' || count(*) from customer"))
                .isEqualTo("3000 of 3000");
    }

    @Test
    void anImportIsCancelledInItsLastStepWithinASecond() throws Exception {
        imported("external_id,age\na,1\n");
        List<String> before = versions();
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update customer set age = 2"); // the import has to wait for this row

            CompletableFuture<HttpResponse<String>> answer = CompletableFuture
                    .supplyAsync(() -> send("external_id,age\na,3\nb,1\n", CSV, ""));
            long job = waitingJob();
            long start = System.nanoTime();
            io.restassured.RestAssured.delete("/api/jobs/" + job).then().statusCode(202);

            assertThat(problem(409, answer.join())).isEqualTo("Job %d was cancelled.".formatted(job));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            connection.rollback();
        }
        assertThat(versions().get(0).split(" ")[0]).isEqualTo(before.get(0).split(" ")[0]);
        assertThat(customers()).containsExactly("[\"a\", 1, null, null, null, {}]");
    }

    /** An import whose statement waits for a lock. */
    private long waitingJob() throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (!database
                    .value("""
                            select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into customer%'""")
                    .equals("0")) {
                return newestJob();
            }
            Thread.sleep(25);
        }
        throw new AssertionError("the import never came to its last step");
    }

    @Test
    void rowsThatACrashOfTheDatabaseHasTakenAreMissed() throws InterruptedException {
        long job = Long.parseLong(database.value("""
                insert into job (kind, parameters)
                values ('import', '{"number": 987654321, "staged": 5, "rejected": 0, "maxRejects": 10, "dryRun": false,
                                    "attributeColumns": [], "ignoredColumns": []}') returning id"""));

        awaitState(job, "failed");

        assertThat(database.value("select error->>'detail' from job where id = " + job))
                .startsWith("The uploaded rows are gone");
    }

    @Test
    void stagingTablesOfDeadImportsAreDropped() {
        database.execute("create unlogged table kindred.import_987654322 (x integer)");

        imported(THREE);

        assertThat(database.value("select to_regclass('kindred.import_987654322')")).isNull();
    }

    @Test
    void aJobThatIsNoImportHasNoRejects() {
        String job = database.value("insert into job (kind) values ('import-of-nobody') returning id");

        assertThat(problem(404, get("api/jobs/" + job + "/rejects")))
                .isEqualTo("There is no job %s of kind import.".formatted(job));
        assertThat(problem(404, get("api/jobs/987654321/rejects")))
                .isEqualTo("There is no job 987654321 of kind import.");
        database.execute("delete from job where kind = 'import-of-nobody'");
    }

    @Test
    void valuesAreNotPlayedWith() {
        String file = "external_id,plan\n\"'); drop table customer; --\",=1+1\n\"$$\",\\N\n\"\\.\",\"\"\"\"\n";

        assertThat(counts(imported(file))).containsExactly(3L, 0L, 0L, 0L);

        assertThat(customers()).containsExactlyInAnyOrder(
                "[\"'); drop table customer; --\", null, null, null, null, {\"plan\": \"=1+1\"}]",
                "[\"$$\", null, null, null, null, {\"plan\": \"\\\\N\"}]",
                "[\"\\\\.\", null, null, null, null, {\"plan\": \"\\\"\"}]");
    }

    @Test
    void columnNamesAreNotPlayedWithEither() {
        String name = "a'b\"c\\d%s{}$1?";
        HttpRequest request = request(
                BodyPublishers.ofString("external_id,\"" + name.replace("\"", "\"\"") + "\"\nx,1\ny,z\n",
                        StandardCharsets.UTF_8),
                CSV, "").header("Prefer", "wait=100").build();

        succeeded(exchange(request));
        succeeded(exchange(request));

        assertThat(database.column("select jsonb_object_keys(attributes) from customer")).containsOnly(name).hasSize(2);
        assertThat(database.column("select value from customer, jsonb_each_text(attributes) order by 1"))
                .containsExactly("1", "z");
    }
}
