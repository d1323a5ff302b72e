package dev.kindred.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;

/** The server's own reading of what was written is what counts. */
@QuarkusTest
class BinaryCopyWriterTest {

    private static final String TARGET = "copy_test.t (b, s, i, l, d, r, t, j)";
    private static final int FIELDS = 8;

    @Inject
    TestDatabase database;

    @Inject
    AgroalDataSource dataSource;

    @BeforeEach
    void makeTable() {
        database.execute("create schema if not exists copy_test", "drop table if exists copy_test.t",
                """
                        create table copy_test.t (n integer generated always as identity, b boolean, s smallint, i integer, l bigint,
                                                  d double precision, r real, t text, j jsonb)""");
    }

    private static void text(BinaryCopyWriter copy, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        copy.writeText(utf8, utf8.length);
    }

    private static void json(BinaryCopyWriter copy, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        copy.writeJson(utf8, utf8.length);
    }

    @Test
    void everyTypeArrivesAsWritten() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                BinaryCopyWriter copy = BinaryCopyWriter.open(connection, TARGET, FIELDS, false)) {
            copy.beginRow();
            copy.writeBoolean(true);
            copy.writeShort(-32_768);
            copy.writeInt(Integer.MIN_VALUE);
            copy.writeLong(Long.MAX_VALUE);
            copy.writeDouble(-1.5e-300);
            copy.writeFloat(-2.5e-30f);
            text(copy, "Zoë, \"𝄞\"\n\t\\N");
            json(copy, "{\"a\": [1.50, null, \"ü\"]}");
            copy.endRow();
            copy.beginRow();
            for (int field = 0; field < FIELDS; field++) {
                copy.writeNull();
            }
            copy.endRow();
            assertThat(copy.finish()).isEqualTo(2);
        }

        assertThat(database
                .value("""
                        select row(b, s, i, l, d, r, t, j)::text = row(true, (-32768)::smallint, -2147483648, 9223372036854775807,
                               -1.5e-300::float8, -2.5e-30::real, E'Zo\\u00EB, "\\U0001D11E"\\n\\t\\\\N', '{"a": [1.50, null, "ü"]}'::jsonb)::text
                          from copy_test.t where n = 1"""))
                .isEqualTo("t");
        assertThat(database.value("select num_nulls(b, s, i, l, d, r, t, j) from copy_test.t where n = 2"))
                .isEqualTo("8");
    }

    @Test
    void rowsLargerThanTheBufferAndManySmallOnesKeepTheirOrder() throws SQLException {
        String large = "x".repeat(1_000_000);
        try (Connection connection = dataSource.getConnection();
                BinaryCopyWriter copy = BinaryCopyWriter.open(connection, "copy_test.t (l, t)", 2, false)) {
            for (int row = 1; row <= 50_000; row++) {
                copy.beginRow();
                copy.writeLong(row);
                text(copy, row % 10_000 == 0 ? large : "t" + row);
                copy.endRow();
            }
            assertThat(copy.finish()).isEqualTo(50_000);
        }

        assertThat(database.value("""
                select count(*) from copy_test.t
                 where l = n and t = case when n % 10000 = 0 then repeat('x', 1000000) else 't' || n end"""))
                .isEqualTo("50000");
    }

    @Test
    void anUnfinishedCopyStoresNothingAndLeavesTheConnectionUsable() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (BinaryCopyWriter copy = BinaryCopyWriter.open(connection, "copy_test.t (l, t)", 2, false)) {
                copy.beginRow();
                copy.writeLong(1);
                text(copy, "never");
                copy.endRow();
            }
            assertThat(connection.isValid(1)).isTrue();
        }

        assertThat(database.value("select count(*) from copy_test.t")).isEqualTo("0");
    }

    @Test
    void whatTheServerRefusesIsToldAtTheEnd() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                BinaryCopyWriter copy = BinaryCopyWriter.open(connection, "copy_test.t (j)", 1, false)) {
            copy.beginRow();
            json(copy, "{\"open\": ");
            copy.endRow();

            assertThatThrownBy(copy::finish).isInstanceOf(SQLException.class).hasMessageContaining("json");
        }
    }
}
