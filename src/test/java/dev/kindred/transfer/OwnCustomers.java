package dev.kindred.transfer;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** A database without the customers of other tests, whose recipe an import would fit. */
public class OwnCustomers implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("kindred.tables", "iris,customer");
    }
}
