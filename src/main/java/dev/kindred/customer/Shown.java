package dev.kindred.customer;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.util.RawValue;

import dev.kindred.query.Fields;

/** What is told of each neighbour besides its id and distance. */
sealed interface Shown {

    /** The select list over the row alias {@code c}. */
    String sql();

    /** How many columns it has. */
    int width();

    /** Binds its placeholders; gives the next index. */
    int bind(PreparedStatement statement, int index) throws SQLException;

    /** A row's values by their names in JSON. */
    Map<String, Object> read(ResultSet row, int first) throws SQLException;

    /** What the client chose. */
    record Chosen(Fields fields) implements Shown {

        @Override
        public String sql() {
            return fields.sql("c");
        }

        @Override
        public int width() {
            return fields.items().size();
        }

        @Override
        public int bind(PreparedStatement statement, int index) throws SQLException {
            return fields.bind(statement, index);
        }

        @Override
        public Map<String, Object> read(ResultSet row, int first) throws SQLException {
            Map<String, Object> values = fields.answer(row, first);
            values.remove("id"); // told anyway
            return values;
        }
    }

    /** One attribute, as JSON text; null where there is none. */
    record Attribute(String key) implements Shown {

        @Override
        public String sql() {
            return "c.attributes -> cast(? as text)";
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public int bind(PreparedStatement statement, int index) throws SQLException {
            statement.setString(index, key);
            return index + 1;
        }

        @Override
        public Map<String, Object> read(ResultSet row, int first) throws SQLException {
            return Collections.singletonMap(key, row.getString(first));
        }
    }

    /** The profile. Spelled out, since most searches show it and need not ask the catalogue for it. */
    enum Profile implements Shown {
        /** All of it. */
        WHOLE;

        @Override
        public String sql() {
            return "c.external_id, c.age, c.income, c.is_active, c.gender, c.attributes";
        }

        @Override
        public int width() {
            return 6;
        }

        @Override
        public int bind(PreparedStatement statement, int index) {
            return index;
        }

        @Override
        public Map<String, Object> read(ResultSet row, int first) throws SQLException {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("externalId", row.getString(first));
            values.put("age", row.getObject(first + 1));
            values.put("income", row.getObject(first + 2));
            values.put("isActive", row.getObject(first + 3));
            values.put("gender", row.getString(first + 4));
            values.put("attributes", new RawValue(row.getString(first + 5))); // as stored, neither parsed nor rewritten
            return values;
        }
    }
}
