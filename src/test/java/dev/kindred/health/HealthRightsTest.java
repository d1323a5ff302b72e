package dev.kindred.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** Kindred's database user is no superuser: what is not its own it may see, but not mend. */
@QuarkusTest
@TestProfile(SmallThresholds.class)
class HealthRightsTest extends HealthTestSupport {

    @AfterEach
    void removeForeignTables() {
        database.asSuperuser("drop schema if exists foreign_ward cascade");
    }

    @Test
    void aTableOfAnotherUserIsSeenButNotMended() {
        database.asSuperuser("create schema foreign_ward", "create table foreign_ward.dirty (id integer primary key)",
                "insert into foreign_ward.dirty select generate_series(1, 5000)",
                "delete from foreign_ward.dirty where id < 4000", "grant usage on schema foreign_ward to public",
                "grant select on foreign_ward.dirty to public", "select pg_stat_force_next_flush()");

        assertThat(finding(health(), "dead-rows", "foreign_ward.dirty")).doesNotContainKey("action")
                .containsEntry("statement", "vacuum (analyze) foreign_ward.dirty").hasEntrySatisfying("advice",
                        advice -> assertThat(advice).endsWith("Only its owner may do that."));
        assertThat(maintain("vacuum:foreign_ward.dirty").statusCode(409).extract().jsonPath().getString("detail"))
                .isEqualTo(
                        "The table 'foreign_ward.dirty' belongs to another user of the database; its owner must do that.");
        post("{\"all\": true}").statusCode(200);
        assertThat(kinds(health(), "foreign_ward.dirty")).contains("dead-rows");
    }

    @Test
    void tablesThatMayNotBeReadAreNotShown() {
        database.asSuperuser("create schema foreign_ward", "create table foreign_ward.secret (id integer)");

        assertThat(health().getList("tables.name")).doesNotContain("foreign_ward.secret");
    }

    @Test
    void whatCannotBeReadIsSaidWithWhatItNeeds() {
        JsonPath report = health();

        List<String> notes = report.getList("notes");
        assertThat(report.getMap("$")).doesNotContainKeys("slowest", "probes");
        assertThat(notes).anyMatch(note -> note.contains("needs pg_stat_statements"))
                .anyMatch(note -> note.contains("grant pg_read_all_stats"));
    }

    @Test
    void statementsThatAreNotCountedAreNotAskedFor() {
        database.asSuperuser("create extension pg_stat_statements"); // but the server has not loaded it, so its view only fails
        try {
            assertThat(health().getMap("$")).doesNotContainKey("slowest");
        } finally {
            database.asSuperuser("drop extension pg_stat_statements");
        }
    }

    @Test
    void whereTheExtensionIsProbesMeasureBloat() {
        database.asSuperuser("create extension pgstattuple",
                "grant pg_stat_scan_tables to " + database.value("select current_user"));
        try {
            make("create table ward.swollen (id integer primary key) with (autovacuum_enabled = false)",
                    "insert into ward.swollen select generate_series(1, 50000)",
                    "delete from ward.swollen where id % 10 > 0");
            make("vacuum ward.swollen");
            long bytes = Long.parseLong(database.value("select pg_relation_size('ward.swollen_pkey')"));
            JsonPath before = probed();

            make("reindex index ward.swollen_pkey");

            long saved = bytes - Long.parseLong(database.value("select pg_relation_size('ward.swollen_pkey')"));
            assertThat(finding(before, "index-bloat", "ward.swollen_pkey").get("finding"))
                    .endsWith("measured by pgstattuple.");
            assertThat(before.getLong("tables.find { it.name == 'ward.swollen' }.indexes[0].bloatBytes"))
                    .isCloseTo(saved, withinPercentage(10));
            JsonPath after = probed();
            assertThat(kinds(after, "ward.swollen_pkey")).doesNotContain("index-bloat");
            assertThat(table(after, "ward.swollen")).containsEntry("bloatBy", "pgstattuple");
            assertThat(after.getList("notes", String.class)).noneMatch(note -> note.contains("estimated"));
        } finally {
            database.asSuperuser("drop extension pgstattuple",
                    "revoke pg_stat_scan_tables from " + database.value("select current_user"));
        }
    }
}
