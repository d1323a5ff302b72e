package dev.kindred.customer;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig;

import dev.kindred.TestDatabase;
import dev.kindred.neighbor.Metric;
import dev.kindred.query.Filter;
import dev.kindred.recall.IndexSearch;
import dev.kindred.recall.Reason;
import dev.kindred.recall.SearchWay;
import dev.kindred.recipe.Recipes;

/** Searches over 20,000 customers with a vector index for each metric, against SQL that compares all. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimilarCompletenessTest {

    private static final int ROWS = 20_000;
    private static final int ZEROS = 20;

    private static final JsonPathConfig DOUBLES = new JsonPathConfig(JsonPathConfig.NumberReturnType.DOUBLE);

    @Inject
    TestDatabase database;

    @Inject
    Recipes recipes;

    @Inject
    AgroalDataSource dataSource;

    private String asked;

    @BeforeAll
    void makeCustomers() {
        // The vectors need not fit the columns here: nothing but the vectors is compared.
        database.execute("delete from customer", "select setseed(0.7)", """
                insert into customer (attributes, embedding)
                select jsonb_build_object('half', i %% 2, 'percent', i %% 100, 'rare', i %% 2000),
                       case when i <= %d then '[0,0,0,0,0,0]'::vector
                            else array[random_normal(), random_normal(), round(random()), round(random()),
                                       round(random()), round(random())]::vector end
                  from generate_series(1, %d) as i""".formatted(ZEROS, ROWS),
                "set max_parallel_maintenance_workers = 0", // parallel builds of pgvector before 0.8.2 have a bug
                "create index similar_l2 on customer using hnsw (embedding vector_l2_ops)",
                "create index similar_cosine on customer using hnsw (embedding vector_cosine_ops)",
                "create index similar_inner_product on customer using hnsw (embedding vector_ip_ops)",
                "create index similar_l1 on customer using hnsw (embedding vector_l1_ops)",
                "reset max_parallel_maintenance_workers", "analyze customer");
        asked = database.value("select max(id) - 77 from customer");
    }

    @AfterAll
    void removeThem() {
        database.execute("drop index similar_l2, similar_cosine, similar_inner_product, similar_l1",
                "delete from customer");
    }

    @Test
    void anInnerProductOfZeroIsNotWrittenAsMinusZero() {
        String zero = database.value("select min(id) from customer");

        assertThat(get("/api/customers/" + zero + "/similar?metric=inner_product").asString())
                .contains("\"distance\":0.0").doesNotContain("-0.0");
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void theStatementIsServedByTheIndexAndTheExactOneByNone(Metric metric) throws SQLException {
        for (Origin origin : List.of(new Origin.Stored(1), new Origin.Described(
                new CustomerProfile(null, 30, null, null, null, null)))) {
            for (boolean explain : new boolean[]{false, true}) {
                SimilarOptions options = new SimilarOptions(metric, 10, null, Filter.ALL, ShownProfile.Columns.ALL,
                        null,
                        explain);

                assertThat(plan(statement(origin, options, byIndex(metric))))
                        .contains("Index Scan using similar_" + metric.code());
                assertThat(plan(statement(origin, options, SearchWay.exact(Reason.ASKED))))
                        .doesNotContain("using similar_");
            }
        }
    }

    private String statement(Origin origin, SimilarOptions options, SearchWay way) {
        return new SimilarStatement(origin, options, recipes.active("customer"), way).text();
    }

    private static SearchWay byIndex(Metric metric) {
        return new SearchWay(new IndexSearch("similar_" + metric.code(), "hnsw", "embedding " + metric.operator() + ' ',
                "%s", false, false), 40, SearchWay.Mode.HNSW, 0.95, Reason.CALIBRATED);
    }

    private String plan(String text) throws SQLException {
        String[] parts = text.split("\\?", -1);
        StringBuilder numbered = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            numbered.append('$').append(i).append(parts[i]);
        }
        String nulls = String.join(", ", Collections.nCopies(parts.length - 1, "null"));
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("prepare search as " + numbered);
            StringBuilder plan = new StringBuilder();
            try (ResultSet lines = statement.executeQuery("explain execute search(" + nulls + ")")) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
            statement.execute("deallocate search");
            statement.execute("reset plan_cache_mode");
            return plan.toString();
        }
    }

    @ParameterizedTest
    @CsvSource({
            "l2, <->, half, 1, 10", "l2, <->, half, 1, 1000", "l2, <->, percent, 7, 10", "l2, <->, percent, 7, 1000",
            "l2, <->, rare, 1234, 10", "l2, <->, rare, 1234, 1000", "l2, <->, rare, -1, 10", "l2, <->, , , 10",
            "l2, <->, , , 1000",
            "cosine, <=>, half, 1, 10", "cosine, <=>, half, 1, 1000", "cosine, <=>, percent, 7, 10",
            "cosine, <=>, percent, 7, 1000", "cosine, <=>, rare, 7, 10", "cosine, <=>, rare, 7, 1000",
            "cosine, <=>, rare, -1, 1000", "cosine, <=>, , , 10", "cosine, <=>, , , 1000",
            "inner_product, <#>, half, 1, 10", "inner_product, <#>, half, 1, 1000",
            "inner_product, <#>, percent, 7, 10",
            "inner_product, <#>, percent, 7, 1000", "inner_product, <#>, rare, 1234, 10",
            "inner_product, <#>, rare, 1234, 1000", "inner_product, <#>, rare, -1, 10", "inner_product, <#>, , , 10",
            "inner_product, <#>, , , 1000",
            "l1, <+>, half, 1, 10", "l1, <+>, half, 1, 1000", "l1, <+>, percent, 7, 10", "l1, <+>, percent, 7, 1000",
            "l1, <+>, rare, 1234, 10", "l1, <+>, rare, 1234, 1000", "l1, <+>, rare, -1, 10", "l1, <+>, , , 10",
            "l1, <+>, , , 1000"})
    void thereAreAsManyNeighboursAsAskedForOrAllThatMatch(String metric, String operator, String attribute,
            Integer value, int limit) {
        String matching = """
                from (select id, embedding %s (select embedding from customer where id = %s) as distance from customer
                       where id <> %s%s) as every
                 where distance <> 'NaN'""".formatted(operator, asked, asked,
                attribute == null ? "" : " and attributes -> '%s' = '%d'".formatted(attribute, value));
        List<String> exact = database
                .column("select id || ' ' || distance " + matching + " order by distance + 0, id limit "
                        + limit);

        JsonPath answer = given().queryParam("metric", metric).queryParam("limit", limit).queryParam("fields", "id")
                .queryParam("filter", attribute == null ? "" : "attributes.%s==%d".formatted(attribute, value))
                .get("/api/customers/" + asked + "/similar").then().statusCode(200).extract().jsonPath(DOUBLES);

        int matches = Integer.parseInt(database.value("select count(*) " + matching));
        assertThat(answer.getList("neighbors")).hasSize(Math.min(limit, matches)).hasSameSizeAs(exact);
        if (matches < limit) {
            assertThat(answer.getList("neighbors.id").stream().map(String::valueOf).sorted())
                    .isEqualTo(exact.stream().map(row -> row.split(" ")[0]).sorted().toList());
        }
        requireTrueDistances(answer, exact, matching);
    }

    /** An index may miss a neighbour, but what it finds has its own distance, in order, and is as good as nearly the best. */
    private void requireTrueDistances(JsonPath answer, List<String> exact, String matching) {
        List<Double> distances = answer.getList("neighbors.distance", Double.class);
        List<Integer> ids = answer.getList("neighbors.id", Integer.class);
        assertThat(distances).isSorted();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        List<String> found = ids.isEmpty()
                ? List.of()
                : database.column("select distance %s and id in (%s) order by distance + 0".formatted(matching,
                        String.join(",", ids.stream().map(String::valueOf).toList())));
        assertThat(found).hasSameSizeAs(ids);
        List<Double> best = new ArrayList<>();
        exact.forEach(row -> best.add(Double.valueOf(row.split(" ")[1])));
        for (int i = 0; i < found.size(); i++) {
            assertThat(distances.get(i)).isCloseTo(Double.parseDouble(found.get(i)), within(1e-9));
            assertThat(distances.get(i)).isGreaterThanOrEqualTo(best.get(i) - 1e-9);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1000", "1.5, 5", "0, 10"})
    void nobodyIsFurtherAwayThanMaxDistance(double maxDistance, int limit) {
        int within = Integer.parseInt(database.value("""
                select count(*) from customer where id <> %1$s
                   and embedding <-> (select embedding from customer where id = %1$s) <= %2$s""".formatted(asked,
                maxDistance)));

        List<Double> distances = get("/api/customers/%s/similar?limit=%d&maxDistance=%s".formatted(asked, limit,
                maxDistance)).then().statusCode(200).extract().jsonPath(DOUBLES)
                .getList("neighbors.distance", Double.class);

        assertThat(distances).hasSize(Math.min(limit, within)).allMatch(distance -> distance <= maxDistance);
    }
}
