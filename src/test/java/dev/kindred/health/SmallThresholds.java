package dev.kindred.health;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Opens every user table, and has small tables and short times count. */
public class SmallThresholds implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("kindred.tables", "*", "kindred.health.min-size", "64K", "kindred.health.unused-after", "0s",
                "kindred.health.long-transaction", "1s", "kindred.health.refresh", "0s");
    }
}
