package dev.kindred.assignment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.customer.CustomersChanged;

/** Customers get their segments with their vectors. */
@QuarkusTest
@TestProfile(EveryTable.class)
class FollowedCustomersTest {

    private static final String YOUNG = "{\"age\": 25, \"income\": 20000, \"isActive\": true, \"gender\": \"male\"}";
    private static final String OLD = "{\"age\": 72, \"income\": 91000, \"isActive\": true, \"gender\": \"male\"}";

    @Inject
    TestDatabase database;

    @Inject
    AssignmentFixture fixture;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    Event<CustomersChanged> changes;

    private long model;
    private String young;
    private String old;

    @BeforeEach
    void assignCustomers() {
        fixture.reset();
        fixture.plant(60);
        model = fixture.trainCustomers("followed");
        fixture.assign("followed");
        young = fixture.segmentOf(model, 1);
        old = fixture.segmentOf(model, 3);
        assertThat(young).isNotNull().isNotEqualTo(old);
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
    }

    private static long add(String profile) {
        return given().contentType("application/json").body(profile).post("/api/customers").then().statusCode(201)
                .extract().jsonPath().getLong("id");
    }

    private static void replace(long id, String profile) {
        given().contentType("application/json").body(profile).put("/api/customers/" + id).then().statusCode(200);
    }

    private static JsonPath importFile(String csv) {
        return given().contentType("text/csv").header("Prefer", "wait=60").body(csv).post("/api/customers/import")
                .then().statusCode(200).extract().jsonPath();
    }

    @Test
    void aCustomerIsInASegmentFromTheBeginningToTheEnd() {
        long id = add(YOUNG);
        assertThat(fixture.segmentOf(model, id)).isEqualTo(young);

        replace(id, OLD);
        assertThat(fixture.segmentOf(model, id)).isEqualTo(old);
        fixture.requireLabelsOfAll(model);

        given().delete("/api/customers/" + id).then().statusCode(204);
        assertThat(fixture.segmentOf(model, id)).isNull();
        assertThat(fixture.labels(model)).hasSize(60);
    }

    @Test
    void theSegmentGoesWithATransactionThatIsRolledBack() {
        List<String> before = fixture.labels(model);

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            database.execute(
                    "update customer set embedding = (select embedding from customer where id = 1) where id = 3");
            changes.fire(new CustomersChanged("select id from customer where id = 3"));
            assertThat(fixture.segmentOf(model, 3)).isEqualTo(young); // the fixture shares the transaction
            throw new IllegalStateException("no");
        })).hasMessageContaining("no");

        assertThat(fixture.labels(model)).isEqualTo(before);
    }

    @Test
    void anImportLabelsWhatItBringsAndChanges() {
        JsonPath job = importFile("""
                external_id,age,income,is_active,gender
                new-1,25,20000,true,male
                new-2,71,90500,true,female
                c-1,72,90000,true,male
                c-4,28,20000,true,male
                """);

        assertThat(job.getLong("result.inserted")).isEqualTo(2);
        String ofNew = "select segment_id from assignment join customer c on c.id::text = row_key where external_id = '%s'";
        assertThat(database.value(ofNew.formatted("new-1"))).isEqualTo(young);
        assertThat(database.value(ofNew.formatted("new-2"))).isEqualTo(old);
        assertThat(fixture.segmentOf(model, 1)).isEqualTo(old);
        fixture.requireLabelsOfAll(model);
    }

    @Test
    void aDryRunLabelsNobody() {
        List<String> before = fixture.labels(model);

        given().contentType("text/csv").header("Prefer", "wait=60")
                .body("external_id,age,income\nc-1,72,90000\nnew-9,70,90000\n")
                .post("/api/customers/import?dryRun=true").then().statusCode(200);

        assertThat(fixture.labels(model)).isEqualTo(before);
    }

    @Test
    void everyAssignedModelFollowsByItsOwnMetricAndColumns() {
        long cosine = fixture.train("""
                {"name": "directions", "recipe": "customer", "clusters": 3, "metric": "cosine"}""");
        long columns = fixture.train("""
                {"name": "incomes", "table": "customer", "columns": ["income"], "clusters": 2}""");
        long unassigned = fixture.trainCustomers("unassigned");
        fixture.assign("directions");
        fixture.assign("incomes");

        long id = add(OLD);

        fixture.requireLabelsOfAll(model);
        fixture.requireLabelsOfAll(cosine);
        assertThat(fixture.segmentOf(columns, id)).isEqualTo(fixture.segmentOf(columns, 3));
        assertThat(fixture.labels(unassigned)).isEmpty();
        assertThat(database
                .value("select distance = abs(91000 - (c.centroid::real[])[1]) from assignment a join model_segment s "
                        + "using (model_id, segment_id) join kmeans_centroid c using (model_id, cluster) where a.model_id = "
                        + columns + " and row_key = '" + id + "'"))
                .isEqualTo("t");

        replace(id, "{\"age\": 30}"); // no income, and so no vector of that column
        assertThat(fixture.segmentOf(columns, id)).isNull();
        assertThat(fixture.segmentOf(model, id)).isNotNull();
    }

    @Test
    void modelsOfAChangedRecipeKeepTheirLabelsButNotThoseOfTheRemoved() {
        database.execute("update recipe set features = jsonb_set(features, '{0,weight}', '3')");
        List<String> before = fixture.labels(model);

        long id = add(YOUNG);
        replace(1, OLD);
        assertThat(fixture.labels(model)).isEqualTo(before);

        given().delete("/api/customers/1").then().statusCode(204);
        assertThat(fixture.segmentOf(model, 1)).isNull();
        assertThat(fixture.segmentOf(model, id)).isNull();
    }

    @Test
    void afterAnActivationModelsFollowWithTheirOwnRecipe() {
        given().contentType("application/json").body("""
                {"name": "customer", "table": "customer", "features": [{"column": "age", "encode": "minmax"}]}""")
                .post("/api/recipes").then().statusCode(201);
        List<String> before = fixture.labels(model);
        given().header("Prefer", "wait=60").post("/api/recipes/customer/versions/2/activate").then().statusCode(200);
        assertThat(fixture.labels(model)).isEqualTo(before);

        long id = add(OLD);

        assertThat(database.value("select vector_dims(embedding) from customer where id = " + id)).isEqualTo("1");
        assertThat(fixture.segmentOf(model, id)).isEqualTo(old);
        assertThat(fixture.assign("followed").getLong("changed")).isZero();
    }

    @Test
    void aVectorColumnThatHasChangedItsWidthLabelsNobodyAndRefusesNobody() {
        long vectors = fixture.train("""
                {"name": "vectors", "table": "customer", "columns": ["embedding"], "clusters": 2}""");
        fixture.assign("vectors");
        given().contentType("application/json").body("""
                {"name": "customer", "table": "customer", "features": [{"column": "age", "encode": "minmax"}]}""")
                .post("/api/recipes").then().statusCode(201);
        given().header("Prefer", "wait=60").post("/api/recipes/customer/versions/2/activate").then().statusCode(200);

        long id = add(OLD);

        assertThat(fixture.segmentOf(vectors, id)).isNull();
    }

    /** A trigger keeps the job waiting when its snapshot is taken and its rows are read. */
    @Test
    void whoChangesWhileAllAreLabelledForTheFirstTimeIsNotLost() throws Exception {
        long first = fixture.trainCustomers("first");
        database.execute("""
                create function public.hold_assignment() returns trigger language plpgsql as
                'begin perform pg_advisory_xact_lock_shared(4711); return null; end'""");
        int job;
        long added;
        try (Connection other = dataSource.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(4711)");
            database.execute("delete from assigned_model", "delete from assignment", """
                    create trigger held before insert on assignment
                        for each statement execute function public.hold_assignment()""");
            job = given().post("/api/models/first/assign").then().statusCode(202).extract().jsonPath().getInt("id");
            awaitValue(
                    "select count(*) from pg_stat_activity where state = 'idle in transaction' and query like 'copy (%'",
                    "1");
            replace(3, YOUNG);
            added = add(YOUNG);
            given().delete("/api/customers/6").then().statusCode(204);
            assertThat(database
                    .value("select string_agg(customer_id::text, ' ' order by customer_id) from assignment_late"))
                    .isEqualTo("3 6 " + added);
            assertThat(fixture.labels(first)).isEmpty();
            other.rollback();
            awaitValue("select state not in ('queued', 'running') from job where id = " + job, "t");
        } finally {
            database.execute("drop trigger if exists held on assignment", "drop function public.hold_assignment()");
        }

        assertThat(given().get("/api/jobs/" + job).jsonPath().getString("state")).isEqualTo("succeeded");
        assertThat(fixture.segmentOf(first, added)).isEqualTo(fixture.segmentOf(first, 3))
                .isEqualTo(fixture.segmentOf(first, 1));
        assertThat(fixture.segmentOf(first, 6)).isNull();
        fixture.requireLabelsOfAll(first);
        assertThat(database.value("select count(*) from assignment_late")).isEqualTo("0");
    }

    @Test
    void whoChangesWhileAllAreLabelledAnewIsNotLost() throws Exception {
        database.execute("insert into customer (age, income, embedding) select age, income, embedding from customer, "
                + "generate_series(1, 300)");
        fixture.assign("followed");
        int changes = 0;
        for (int round = 0; round < 4; round++) {
            database.execute("update assignment set distance = 99 where model_id = " + model); // all are to be written
            int job = given().post("/api/models/followed/assign").then().statusCode(202).extract().jsonPath()
                    .getInt("id");
            while (database.value("select state in ('queued', 'running') from job where id = " + job).equals("t")) {
                replace(1 + changes++ % 60, changes % 2 == 0 ? YOUNG : OLD);
            }
            assertThat(given().get("/api/jobs/" + job).jsonPath().getString("state")).isEqualTo("succeeded");
            fixture.requireLabelsOfAll(model);
        }
        assertThat(changes).as("changes meanwhile").isGreaterThan(4);
    }

    private void awaitValue(String query, String expected) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!database.value(query).equals(expected)) {
            assertThat(System.nanoTime()).as(query).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
