package dev.kindred.recipe;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;

@QuarkusTest
class ActivationTest {

    private static final String WIDER = """
            {"name": "customer", "table": "customer", "normalize": "l2", "features": [{"column": "age", "encode": "minmax"},
             {"column": "income", "encode": "log"}, {"attribute": "plan", "encode": "onehot", "maxCategories": 4},
             {"attribute": "months", "encode": "robust", "nulls": "indicator"}, {"column": "gender", "encode": "onehot"}]}""";

    @Inject
    TestDatabase database;

    @Inject
    RecipeFixture fixture;

    @Inject
    Recipes recipes;

    @Inject
    AgroalDataSource dataSource;

    @BeforeEach
    void makeCustomers() {
        fixture.reset();
        database.execute(
                """
                        insert into customer (external_id, age, income, is_active, gender, attributes, embedding)
                        select 'c' || i, 20 + i %% 60, 1000 * (i %% 90), i %% 3 = 0, (array['female', 'male', 'other', null])[1 + i %% 4],
                               jsonb_build_object('plan', (array['free', 'pro', 'team', 'x', 'y'])[1 + i %% 5], 'months', i %% 40),
                               '[0,0,0,0,0,0]' from generate_series(1, 12000) as i"""
                        .replace("%%", "%"),
                "update customer as c set embedding = " + recipes.active("customer").expression("c"),
                "create index customer_near on customer using hnsw (embedding vector_l2_ops) with (m = 4, ef_construction = 16)",
                "create index \"customer half\" on customer using hnsw ((embedding::halfvec(6)) halfvec_cosine_ops) with (m = 4, ef_construction = 16)");
    }

    @AfterEach
    void clean() {
        database.execute("drop index if exists customer_near, \"customer half\"");
        fixture.reset();
    }

    private static int make(String recipe) {
        return given().contentType("application/json").body(recipe).post("/api/recipes").then().statusCode(201)
                .extract()
                .jsonPath().getInt("version");
    }

    private static ValidatableResponse activate(int version) {
        return given().header("Prefer", "wait=120").post("/api/recipes/customer/versions/" + version + "/activate")
                .then();
    }

    private long rowsOtherThan(Recipe recipe) {
        return Long.parseLong(database.value("select count(*) from customer as c where embedding is distinct from "
                + recipe.expression("c")));
    }

    private List<String> leftovers() {
        return database
                .column("""
                        select attname from pg_attribute where attrelid = 'customer'::regclass and attname like '%next%' and not attisdropped
                        union all select tgname from pg_trigger where tgrelid = 'customer'::regclass and not tgisinternal
                        union all select proname from pg_proc where proname like 'fill\\_%'
                        union all select conname from pg_constraint where conrelid = 'customer'::regclass and conname like '%next%'
                        union all select relname from pg_class where relname like 'customer%next%'""");
    }

    /** Else the swap, which holds the recipe and asks for the table, and a writer would wait for each other. */
    @Test
    void aWriterHoldsNothingOfTheTableWhileItWaitsForTheRecipe() throws Exception {
        String id = database.value("select min(id) from customer");
        CompletableFuture<Integer> writing;
        try (Connection swapping = dataSource.getConnection()) {
            swapping.setAutoCommit(false);
            recipes.lockForSwap(swapping);
            writing = CompletableFuture.supplyAsync(() -> given().contentType("application/json").body("{\"age\": 30}")
                    .put("/api/customers/" + id).statusCode());
            while (database.value("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                    .equals("0")) {
                assertThat(writing).isNotDone();
                Thread.sleep(10);
            }

            assertThat(database.column("""
                    select mode from pg_locks where relation = 'customer'::regclass
                       and pid in (select pid from pg_locks where locktype = 'advisory' and not granted)""")).isEmpty();
            swapping.rollback();
            swapping.setAutoCommit(true);
        }
        assertThat(writing.get(20, TimeUnit.SECONDS)).isEqualTo(200);
    }

    /** Also where no search has seen yet that another one is active, as on an instance beside the one that activated it. */
    @Test
    void aProfileIsJudgedByTheActiveRecipe() {
        int refusing = make("""
                {"name": "customer", "table": "customer", "features": [{"column": "age", "encode": "zscore"},
                 {"attribute": "months", "encode": "zscore", "nulls": "refuse"}]}""");
        activate(refusing).statusCode(200);
        String stored = database.value("select min(id) from customer");
        get("/api/customers/" + stored + "/similar").then().statusCode(200);
        assertThat(similarToOneOf30().statusCode(400).extract().jsonPath().getString("detail"))
                .isEqualTo("attributes.months is not known, and the recipe refuses such rows.");

        activate(1).statusCode(200);

        similarToOneOf30().statusCode(200);
    }

    private static ValidatableResponse similarToOneOf30() {
        return given().contentType("application/json").body("{\"age\": 30}").post("/api/customers/similar").then();
    }

    @Test
    void everyVectorIsMadeAnewAndTheIndexesFollow() {
        List<String> before = indexes();
        int version = make(WIDER);
        activate(version).statusCode(200);

        Recipe active = recipes.active("customer");
        assertThat(active.version()).isEqualTo(version);
        assertThat(active.width()).isEqualTo(11);
        assertThat(rowsOtherThan(active)).isZero();
        assertThat(indexes()).isEqualTo(before.stream().map(index -> index.replace("(6)", "(11)")).toList());
        assertThat(database.value("select count(*) from pg_index where not indisvalid")).isEqualTo("0");
        assertThat(leftovers()).isEmpty();
        assertThat(database.value(
                "select attnotnull from pg_attribute where attrelid = 'customer'::regclass and attname = 'embedding'"))
                .isEqualTo("t");
        assertThat(database.value("""
                select col_description(attrelid, attnum) from pg_attribute
                 where attrelid = 'customer'::regclass and attname = 'embedding'""")).contains(active.hash());
        activate(version).statusCode(409);
    }

    private List<String> indexes() {
        return database.column(
                "select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'customer'::regclass order by 1");
    }

    @Test
    void everyEndpointGoesOnAfterTheWidthHasChanged() {
        long id = Long.parseLong(database.value("select min(id) from customer"));
        for (int round = 0; round < 30; round++) { // often enough that every connection has prepared them on the server
            useAll(id);
        }
        activate(make(WIDER)).statusCode(200);
        for (int round = 0; round < 4; round++) {
            useAll(id);
        }
        activate(1).statusCode(200);
        useAll(id);
        assertThat(recipes.active("customer").width()).isEqualTo(6);
        assertThat(rowsOtherThan(recipes.active("customer"))).isZero();
    }

    private static void useAll(long id) {
        get("/api/customers/" + id).then().statusCode(200);
        get("/api/customers?limit=3").then().statusCode(200);
        get("/api/customers/" + id + "/similar").then().statusCode(200);
        given().contentType("application/json").body("{\"age\": 33, \"attributes\": {\"plan\": \"pro\"}}")
                .post("/api/customers/similar").then().statusCode(200);
        given().contentType("application/json").body("{\"age\": 33}").put("/api/customers/" + id).then()
                .statusCode(200);
        long added = given().contentType("application/json").body("{\"gender\": \"male\"}").post("/api/customers")
                .then()
                .statusCode(201).extract().jsonPath().getLong("id");
        given().delete("/api/customers/" + added).then().statusCode(204);
    }

    @Test
    void writersGoOnMeanwhileAndNoVectorIsOfAnotherRecipe() throws Exception {
        int version = make(WIDER);
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(2);
        Future<Integer> adding = writers.submit(() -> {
            int rounds = 0;
            for (; !ended.get(); rounds++) {
                given().contentType("application/json")
                        .body("""
                                {"externalId": "new-%d", "age": %d, "attributes": {"plan": "pro", "months": %d}}"""
                                .formatted(rounds,
                                        rounds % 90, rounds))
                        .post("/api/customers").then().statusCode(201);
            }
            return rounds;
        });
        Future<Integer> reading = writers.submit(() -> {
            int rounds = 0;
            for (; !ended.get(); rounds++) {
                database.execute(
                        "update customer set income = income + 1 where external_id = 'c%d'".formatted(1 + rounds % 50));
                get("/api/customers/%s/similar"
                        .formatted(database.value("select max(id) from customer where external_id = 'c7'")))
                        .then().statusCode(200);
            }
            return rounds;
        });
        try {
            activate(version).statusCode(200);
        } finally {
            ended.set(true);
            writers.shutdown();
            assertThat(writers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(adding.get()).isPositive();
        assertThat(reading.get()).isPositive();
        // Plain SQL after the swap changes no vector, as ever; so those rows are left out.
        assertThat(database
                .value("""
                        select count(*) from customer as c where external_id !~ '^c([1-9]|[1-4][0-9]|50)$'
                           and (embedding is distinct from
                        %s)""".formatted(recipes.active("customer").expression("c"))))
                .isEqualTo("0");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aCancelledActivationLeavesTheOldVectorsAndNothingElse() throws Exception {
        int version = make(WIDER);
        String location = given().post("/api/recipes/customer/versions/" + version + "/activate").then().statusCode(202)
                .extract()
                .header("Location");
        while (leftovers().isEmpty()) {
            Thread.sleep(5);
        }
        given().delete(location).then().statusCode(202);
        awaitState(location, "cancelled");

        assertThat(leftovers()).isEmpty();
        assertThat(recipes.active("customer").version()).isEqualTo(1);
        assertThat(rowsOtherThan(recipes.active("customer"))).isZero();
        activate(version).statusCode(200);
    }

    @Test
    void whatAKilledInstanceHasLeftIsReplaced() {
        // No job has that number any more, so nobody works on the column.
        database.execute("alter table customer add column embedding_next vector(3)",
                "comment on column customer.embedding_next is 'job 999999999, attempt 1'",
                "create function kindred.fill_embedding_next() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger embedding_next_filled before insert or update of age on customer for each row execute function kindred.fill_embedding_next()");

        int version = make(WIDER);
        activate(version).statusCode(200);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aRecipeThatRefusesStoredCustomersIsNotActivated() {
        int version = make(
                """
                        {"name": "customer", "table": "customer", "features": [{"column": "gender", "encode": "onehot", "nulls": "refuse"}]}""");

        assertThat(activate(version).statusCode(400).extract().jsonPath().getString("detail"))
                .startsWith("Recipe customer@2 refuses 3000 customer(s)");
        assertThat(leftovers()).isEmpty();
        assertThat(recipes.active("customer").version()).isEqualTo(1);
    }

    @Test
    void aViewOverTheVectorsIsNamedBeforeTheWork() {
        database.execute("create view vectors as select id, embedding from customer");
        try {
            assertThat(activate(make(WIDER)).statusCode(409).extract().jsonPath().getString("detail"))
                    .isEqualTo(
                            "The column customer.embedding is used by vectors, so it can't be replaced; drop and make that again afterwards.");
        } finally {
            database.execute("drop view vectors");
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whileAnIndexIsBuiltNothingIsActivated() {
        int version = make(WIDER);
        // As long as another instance builds one: the job's row, and a heartbeat that does not age.
        String build = database
                .value("""
                        insert into job (kind, state, attempts, owner, heartbeat_at, started_at)
                        values ('build-index', 'running', 1, gen_random_uuid(), now() + interval '1 hour', now()) returning id""");
        try {
            assertThat(activate(version).statusCode(409).extract().jsonPath().getString("detail"))
                    .isEqualTo(
                            "A job is building, rebuilding or dropping an index, or maintaining tables; wait for its end or cancel it.");
            assertThat(leftovers()).isEmpty();
        } finally {
            database.execute("delete from job where id = " + build);
        }
        activate(version).statusCode(200);
    }

    @Test
    void whileSomebodyBuildsAnIndexByHandNothingIsActivated() throws Exception {
        int version = make(WIDER);
        CompletableFuture<Void> build;
        try (Connection writer = dataSource.getConnection(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update customer set age = age where id = (select min(id) from customer)");
            build = CompletableFuture.runAsync(() -> {
                try (Connection builder = dataSource.getConnection(); Statement hand = builder.createStatement()) {
                    hand.execute("create index concurrently by_hand on customer (age)"); // waits for the writer
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            for (int i = 0; i < 200
                    && database.value("select count(*) from pg_stat_progress_create_index").equals("0"); i++) {
                Thread.sleep(100);
            }
            assertThat(activate(version).statusCode(409).extract().jsonPath().getString("detail"))
                    .isEqualTo("An index of the customers is being built, not by a job; wait for its end.");
            writer.rollback();
            writer.setAutoCommit(true);
        }
        build.get(60, TimeUnit.SECONDS);
        database.execute("drop index by_hand");
        activate(version).statusCode(200);
    }

    @Test
    void aLongReaderDelaysTheActivationButNoWriter() throws Exception {
        int version = make(WIDER);
        String location;
        try (Connection reader = dataSource.getConnection(); Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from customer");
            location = given().post("/api/recipes/customer/versions/" + version + "/activate").then().statusCode(202)
                    .extract()
                    .header("Location");
            for (int i = 0; i < 200
                    && !String.valueOf(get(location).jsonPath().getString("phase")).startsWith("waiting"); i++) {
                Thread.sleep(100);
            }
            assertThat(get(location).jsonPath().getString("phase"))
                    .isEqualTo("waiting for a long transaction on the customers to end");
            given().contentType("application/json").body("{\"age\": 33}").post("/api/customers").then().statusCode(201);
            assertThat(get(location).jsonPath().getString("state")).isEqualTo("running");
            reader.rollback();
        }
        awaitState(location, "succeeded");
        assertThat(rowsOtherThan(recipes.active("customer"))).isZero();
    }

    private void awaitState(String location, String state) throws InterruptedException {
        for (int i = 0; i < 200 && !get(location).jsonPath().getString("state").equals(state); i++) {
            Thread.sleep(100);
        }
        assertThat(get(location).jsonPath().getString("state")).isEqualTo(state);
    }
}
