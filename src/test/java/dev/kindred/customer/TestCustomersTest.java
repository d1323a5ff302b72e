package dev.kindred.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.customer.TestCustomers.Kept;
import dev.kindred.recipe.Recipes;

/** That the rows in the database are those that other tests hold searches to. */
@QuarkusTest
@TestProfile(EveryTable.class)
class TestCustomersTest {

    private static final int ROWS = 2_000;

    @Inject
    TestDatabase database;

    @Inject
    TestCustomers customers;

    @Inject
    Recipes recipes;

    @AfterEach
    void remove() {
        customers.remove();
    }

    @Test
    void theVectorsAreThoseOfTheRecipeAndTheFiltersKeepTheRowsTheySay() {
        float[][] vectors = TestVectors.clustered(new Random(1), ROWS, 12, 10, 1);
        TestCustomers.Stored stored = customers.store(vectors);

        assertThat(database.value("select count(*) from customer as c where embedding = "
                + recipes.active("customer").expression("c"))).isEqualTo("2000");
        for (double share : new double[]{0.5, 0.05, 0.005, 0.0005}) {
            for (Kept kept : List.of(stored.byIncome(share), stored.byVector(share))) {
                assertThat(kept.rows().cardinality()).isEqualTo((int) (ROWS * share));
                String[] parts = kept.rsql().split("(?=[<>])", 2);
                String value = parts[0].equals("income") ? "income" : "(attributes ->> 'f0')::numeric";
                assertThat(database.column("select id - 1 from customer where %s %s order by id".formatted(value,
                        parts[1]))).as(kept.rsql())
                        .isEqualTo(kept.rows().stream().mapToObj(String::valueOf).toList());
                assertThat(RestAssured.given().queryParam("filter", kept.rsql()).queryParam("limit", 1_000)
                        .get("/api/customers").then().statusCode(200).extract().jsonPath().getList("items.id"))
                        .as(kept.rsql()).isEqualTo(kept.rows().stream().mapToObj(row -> row + 1).toList());
            }
        }
    }
}
