package dev.kindred.demo;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.TestDatabase;
import dev.kindred.customer.SyntheticCustomers;

/** What a newcomer finds after the first start of dev mode. */
@QuarkusTest
@TestProfile(TourTest.Dev.class)
class TourTest {

    public static class Dev implements QuarkusTestProfile {
        @Override
        public String getConfigProfile() {
            return "dev";
        }
    }

    @Inject
    TestDatabase database;

    @Inject
    SyntheticCustomers customers;

    @Inject
    Tour tour;

    @Test
    void thereAreTenThousandReproducibleCustomers() {
        String before = digest();
        assertThat(get("/api/customers?limit=1000").jsonPath().getList("items")).hasSize(1000);
        assertThat(database.value("select count(*) from customer")).isEqualTo("10000");

        database.execute("delete from customer");
        customers.makeIfNone(10_000);
        customers.makeIfNone(10_000);

        assertThat(database.value("select count(*) from customer")).isEqualTo("10000");
        assertThat(digest()).isEqualTo(before);
    }

    private String digest() {
        return database
                .value("""
                        select md5(string_agg(concat_ws('|', external_id, age, income, is_active, gender, attributes, embedding),
                                              ',' order by id)) from customer""");
    }

    @Test
    void theRecipeIsFittedToThem() {
        assertThat(database.value("select fitted from recipe where name = 'customer'")).isEqualTo("t");
        for (int element = 1; element <= 2; element++) {
            // Without gaps, z-scores have mean 0 and deviation 1; a gap counts as the mean.
            assertThat(Double.parseDouble(database.value(
                    "select avg((embedding::real[])[%d]) from customer".formatted(element))))
                    .isCloseTo(0, within(1e-5));
            assertThat(Double.parseDouble(database.value(
                    "select stddev((embedding::real[])[%d]) from customer".formatted(element))))
                    .isCloseTo(1, within(0.03));
        }
    }

    @Test
    void theTourShowsCentroidsSpeciesAndLinesToPaste() {
        String text = tour.text("http://localhost:8080");

        assertThat(text).contains("6.85000   3.07368   5.74211   2.07105", "5.90161   2.74839   4.39355   1.43387",
                "5.00600   3.41800   1.46400   0.24400")
                .containsPattern("Iris-setosa +(50 +0 +0|0 +50 +0|0 +0 +50)")
                .contains("curl -s http://localhost:8080/api/models/iris/centroids")
                .containsPattern("psql 'postgresql://\\w+@[\\w.]+:\\d+/kindred' -c \"select \\* from kindred");
    }
}
