package dev.kindred.assignment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

import dev.kindred.TestDatabase;
import dev.kindred.recipe.RecipeFixture;

/** Customers of three kinds, far apart in age and income, and models of them. */
@ApplicationScoped
public class AssignmentFixture {

    private final TestDatabase database;
    private final RecipeFixture recipes;

    AssignmentFixture(TestDatabase database, RecipeFixture recipes) {
        this.database = database;
        this.recipes = recipes;
    }

    /** No customers, and no models but those of other tests' tables. */
    public void reset() {
        database.execute("delete from customer",
                "update model_alias set version = null where version is not null",
                "delete from kmeans_model where table_name = 'customer'");
        recipes.reset();
    }

    /** Customers 1 to n: of three kinds in turn, at (age, income) of about (25, 20000), (45, 45000) and (70, 90000). */
    public void plant(int customers) {
        database.execute("select setseed(0.4)",
                """
                        insert into customer (id, external_id, age, income, is_active, gender, embedding)
                        select i, 'c-' || i, age, income, active, gender,
                               array[(age - 45) / 16.0, (income - 45000) / 25000, active::integer, (gender = 'female')::integer,
                                     (gender = 'male')::integer, 0]::real[]::vector
                          from (select i, (array[70, 25, 45])[1 + i %% 3] + i %% 4 as age,
                                       (array[90000, 20000, 45000])[1 + i %% 3] + 1000 * random() as income, i %% 2 = 0 as active,
                                       'female' as gender
                                  from generate_series(1, %d) as i) as row"""
                        .formatted(customers),
                "select setval('customer_id_seq', 100000)");
    }

    /** Trains the next version; its id. */
    public long train(String body) {
        JsonPath model = given().contentType("application/json").header("Prefer", "wait=60").body(body)
                .post("/api/models").then().statusCode(201).extract().jsonPath();
        long id = Long.parseLong(database.value("select id from kmeans_model where name = '%s' and version = %d"
                .formatted(model.getString("name"), model.getInt("version"))));
        return id;
    }

    public long trainCustomers(String name) {
        return train("{\"name\": \"%s\", \"recipe\": \"customer\", \"clusters\": 3}".formatted(name));
    }

    public void makeChampion(String name, int version) {
        database.execute("""
                insert into model_alias (model_name, alias, version) values ('%s', 'champion', %d)
                on conflict (model_name, alias) do update set version = excluded.version""".formatted(name, version));
    }

    public ValidatableResponse tryAssign(String model) {
        return given().header("Prefer", "wait=60").post("/api/models/" + model + "/assign").then();
    }

    public JsonPath assign(String model) {
        return tryAssign(model).statusCode(200).extract().jsonPath();
    }

    public String problem(String model, int status) {
        return tryAssign(model).statusCode(status).extract().jsonPath().getString("detail");
    }

    /** As {@code row_key segment_id distance}, by key. */
    public List<String> labels(long model) {
        return database.column("""
                select row_key || ' ' || coalesce(segment_id::text, '-') || ' ' || coalesce(distance::text, '-')
                  from assignment where model_id = %d order by row_key""".formatted(model));
    }

    /** Each customer with a vector has the label that the SQL functions for any client give it, and nobody else has one. */
    public void requireLabelsOfAll(long model) {
        assertThat(database.column("""
                select coalesce(c.id::text, a.row_key) || ' has ' || coalesce(a.segment_id::text, 'none')
                  from customer c
                  full join (select * from assignment where model_id = %1$d) as a on a.row_key = c.id::text
                  left join kmeans_model m on m.id = %1$d
                  left join model_segment s
                    on s.model_id = %1$d and s.cluster = kindred.predict_kmeans(%1$d::bigint, c.embedding)
                  left join kmeans_centroid k on k.model_id = s.model_id and k.cluster = s.cluster
                 where a.segment_id is distinct from s.segment_id
                    or abs(a.distance - case m.metric when 'cosine' then c.embedding <=> k.centroid
                                                      else c.embedding <-> k.centroid end) > 1e-4"""
                .formatted(model))).isEmpty();
    }

    public String segmentOf(long model, Object key) {
        List<String> found = database.column("""
                select segment_id from assignment where model_id = %d and row_key = '%s'""".formatted(model, key));
        return found.isEmpty() ? null : found.get(0);
    }
}
