package dev.kindred.health;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** What operators' tools are told. */
@QuarkusTest
@TestProfile(SmallThresholds.class)
class HealthMetricsTest extends HealthTestSupport {

    @Test
    void metricsAndReadinessTellOfItWithoutWaiting() throws InterruptedException {
        makeDirty("ward.dirty", 10_000, 4_000);
        String metrics = "";
        for (int tries = 0; tries < 100 && !metrics.contains("table=\"ward.dirty\""); tries++) {
            Thread.sleep(100);
            metrics = get("/q/metrics").then().statusCode(200).extract().asString();
        }
        assertThat(metrics).contains("kindred_database_table_dead_share{table=\"ward.dirty\"} 0.4")
                .containsPattern("kindred_database_table_bytes\\{table=\"ward.dirty\"\\} "
                        + Double.valueOf(database.value("select pg_total_relation_size('ward.dirty')")))
                .contains("kindred_database_index_bytes{index=\"ward.dirty_pkey\"}")
                .containsPattern("kindred_database_findings\\{severity=\"warning\"\\} [1-9]");

        JsonPath ready = get("/q/health/ready").then().statusCode(200).extract().jsonPath();
        String check = "checks.find { it.name == 'database-health' }.";
        assertThat(ready.getString(check + "status")).isEqualTo("UP");
        assertThat(ready.getString(check + "data.status")).isIn("warning", "critical");
        assertThat(ready.getInt(check + "data.warnings")).isPositive();
    }
}
