package dev.kindred.customer;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;

import io.vertx.sqlclient.Row;

/**
 * A neighbour's profile. Spelled out, since nearly all searches show it: they need not ask the catalogue for it, and no map
 * is made for each row.
 *
 * @param attributes as stored; they are neither parsed nor written again
 */
record ShownProfile(String externalId, Integer age, Double income, Boolean isActive, String gender, String attributes)
        implements
            Shown.Values {

    @Override
    public void write(JsonGenerator json, SerializerProvider serializers) throws IOException {
        json.writeStringField("externalId", externalId);
        writeNumber(json, "age", age);
        writeNumber(json, "income", income);
        json.writeFieldName("isActive");
        if (isActive == null) {
            json.writeNull();
        } else {
            json.writeBoolean(isActive);
        }
        json.writeStringField("gender", gender);
        json.writeFieldName("attributes");
        json.writeRawValue(attributes);
    }

    /** One row's values, where Vert.x' driver read it; columns count from 0. */
    static ShownProfile read(Row row, int first) {
        return new ShownProfile(row.getString(first), row.getInteger(first + 1), row.getDouble(first + 2),
                row.getBoolean(first + 3), row.getString(first + 4), row.getString(first + 5));
    }

    private static void writeNumber(JsonGenerator json, String name, Number value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Integer whole) {
            json.writeNumber(whole);
        } else {
            json.writeNumber(value.doubleValue());
        }
    }

    /** Where it comes from. */
    enum Columns implements Shown {
        /** All of them. */
        ALL;

        @Override
        public String sql() {
            return "c.external_id, c.age, c.income, c.is_active, c.gender, c.attributes::text";
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
        public ShownProfile read(ResultSet row, int first) throws SQLException {
            return new ShownProfile(row.getString(first), (Integer) row.getObject(first + 1),
                    (Double) row.getObject(first + 2), (Boolean) row.getObject(first + 3), row.getString(first + 4),
                    row.getString(first + 5));
        }
    }
}
