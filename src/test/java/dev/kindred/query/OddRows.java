package dev.kindred.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.postgresql.PGConnection;

import io.agroal.api.AgroalDataSource;

import dev.kindred.TestDatabase;
import dev.kindred.catalog.Catalog;
import dev.kindred.catalog.SourceTable;

/** A table of all types that filters know, with rows that no two agree on, and the ways to ask for them. */
@ApplicationScoped
class OddRows {

    private final TestDatabase database;
    private final AgroalDataSource dataSource;
    private final Catalog catalog;

    OddRows(TestDatabase database, AgroalDataSource dataSource, Catalog catalog) {
        this.database = database;
        this.dataSource = dataSource;
        this.catalog = catalog;
    }

    void make() {
        database.execute("drop table if exists odd",
                """
                        create table odd (id bigint primary key, "what?" text, "say ""x"" now" text, small smallint, ratio real,
                            income float8, amount numeric, is_active boolean, gender varchar(40), born date, seen_at timestamptz,
                            local_time timestamp(3), token uuid, attributes jsonb, embedding vector(2), extra jsonb,
                            tags text[])""",
                """
                        insert into odd values
                        (1, 'yes', 'a', 1, 0.1, 0.1, 0.1, true, 'female', '2000-02-29', '2026-01-31T12:00:00Z', '2026-01-31T12:00',
                         '123e4567-e89b-12d3-a456-426614174000',
                         '{"plan": "pro", "n": 12, "tags": ["a", "b"], "zip": "05", "flag": true}', '[1,2]', '{}', '{x}'),
                        (2, 'no', 'b', -1, -0.1, 52000, 1e30, false, 'male', '1999-12-31', '2026-01-31T13:00:00+01:00',
                         '2026-02-01', '123e4567-e89b-12d3-a456-426614174001',
                         '{"plan": "free", "n": 12.0, "tags": "a", "zip": 5, "flag": "true"}', '[1,2]', '{}', '{x}'),
                        (3, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
                        (4, '50%', 'it''s', 32767, 'NaN', 'NaN', 'NaN', true, '', '0001-01-01', 'infinity', '-infinity', null,
                         '{"plan": null, "n": "12", "tags": [], "zip": ["05"], "flag": [false, true]}', '[1,2]', '{}', '{x}'),
                        (5, '50x', 'a*b', 0, 'Infinity', '-Infinity', 'Infinity', false, 'a_b', 'infinity', '-infinity', null, null,
                         '{"plan": {"name": "pro"}, "n": 1e400, "tags": [["a"], {"a": 1}, null], "a.b": 1, "": 2}', '[1,2]', '{}',
                         '{x}'),
                        (6, 'C:\\x', 'axb', 7, 1e-30, 1e-300, -1e-300, null, 'FEMALE', '2026-11-20', now(), now(), null,
                         '{"plan": "pro max", "n": -3.5, "tags": [1, "1", true, 2.50], "it''s": "x\\"y", "é漢😀": "ü"}', '[1,2]',
                         '{}', '{x}'),
                        (7, E'a\\nb', 'x y', 7, 3, 3, 3, true, 'true', '2026-11-20', now(), now(), null, '{}', '[1,2]', null, null),
                        (8, 'a;b,c', '(', 8, 4, 4, 4.0, true, '12', '2026-11-20', now(), now(), null,
                         '{"plan": ["pro", "free"], "n": [12], "tags": [{"plan": "pro"}], "zip": false}', '[1,2]', '{}', '{}')""");
    }

    SourceTable table() {
        return catalog.table("odd");
    }

    /** The ids that a filter lets pass. */
    List<String> ids(Filter filter) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection
                        .prepareStatement("select o.id from odd o where " + filter.sql() + " order by o.id")) {
            filter.bind(statement, 1);
            List<String> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        }
    }

    /** The same ids by COPY, which takes no bound values. */
    List<String> copiedIds(Filter filter) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            String sql = filter.inSettings(connection, "filter");
            var copy = connection.unwrap(PGConnection.class).getCopyAPI()
                    .copyOut("copy (select o.id from odd o where " + sql + " order by o.id) to stdout");
            List<String> ids = new ArrayList<>();
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                ids.add(new String(row).strip());
            }
            connection.rollback();
            return ids;
        }
    }

    /** The ids that a condition in SQL, written by hand, lets pass. */
    List<String> idsWhere(String condition) {
        return database.column("select id from odd o where " + condition + " order by id");
    }
}
