package dev.kindred.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;

@QuarkusTest
class OwnTablesTest {

    private static final Set<String> DATA_SETS = Set.of("iris", "customer", "buying_profile");

    @Inject
    TestDatabase database;

    @Test
    void everyTableOfTheMigrationsIsEitherADataSetOrClosedToTraining() {
        Set<String> known = new HashSet<>(Catalog.OWN_TABLES);
        known.addAll(DATA_SETS);

        assertThat(database
                .column("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void byDefaultOnlyTheDataSetsAreOpen() {
        database.execute("create schema closed", "create table closed.secret (x real)", "drop schema closed cascade");
        assertThat(io.restassured.RestAssured.given().contentType("application/json")
                .body("{\"name\": \"x\", \"table\": \"closed.secret\", \"clusters\": 1}").post("/api/models")
                .statusCode()).isEqualTo(404);
    }
}
