package dev.kindred.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;

/** What it takes is tested with the endpoints. */
@QuarkusTest
class StrictJsonTest {

    @Inject
    ObjectMapper json;

    /** Double.toString of Java 17 writes one digit more of the first two. */
    @Test
    void decimalsAreWrittenWithTheFewestDigitsOnEveryJdk() throws JsonProcessingException {
        assertThat(json.writeValueAsString(new double[]{0x1p-44, 2e23, 0.1, -0.001, 1e7, 123456.5}))
                .isEqualTo("[5.684341886080802E-14,2.0E23,0.1,-0.001,1.0E7,123456.5]");
    }
}
