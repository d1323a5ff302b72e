package dev.kindred.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class BinaryCopyTest {

    @Inject
    AgroalDataSource dataSource;

    /** Whoever has it next, as a rollback, would wait for the end of the COPY, which nobody reads any more. */
    @Test
    void anErrorOfTheSinkLeavesNoCopyOpen() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                assertThatThrownBy(() -> BinaryCopy.read(connection,
                        "select i::real from generate_series(1, 1000000) as i", row -> {
                            throw new OutOfMemoryError("asked for by a test");
                        })).isInstanceOf(OutOfMemoryError.class);
                assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
            }
            try (Connection next = dataSource.getConnection()) {
                assertThat(next.isValid(5)).isTrue();
            }
        });
    }
}
