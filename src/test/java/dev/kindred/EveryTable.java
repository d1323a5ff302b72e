package dev.kindred;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Opens every user table, for tests that make their own. */
public class EveryTable implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("kindred.tables", "*");
    }
}
