package dev.kindred.customer;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;

import dev.kindred.query.Fields;

/** What is told of each neighbour besides its id and distance. */
sealed interface Shown permits Shown.Chosen, Shown.Attribute, ShownProfile.Columns {

    /** The select list over the row alias {@code c}. */
    String sql();

    /** How many columns it has. */
    int width();

    /** Binds its placeholders; gives the next index. */
    int bind(PreparedStatement statement, int index) throws SQLException;

    /** One row's values. */
    Values read(ResultSet row, int first) throws SQLException;

    /** One row's values, which write themselves as fields of a JSON object. */
    interface Values {
        void write(JsonGenerator json, SerializerProvider serializers) throws IOException;
    }

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
        public Values read(ResultSet row, int first) throws SQLException {
            Map<String, Object> values = fields.answer(row, first);
            values.remove("id"); // told anyway
            return (json, serializers) -> {
                for (Map.Entry<String, Object> value : values.entrySet()) {
                    serializers.defaultSerializeField(value.getKey(), value.getValue(), json);
                }
            };
        }
    }

    /** One attribute. */
    record Attribute(String key) implements Shown {

        /** Its JSON as it is stored; null where there is none. */
        record Value(String key, String stored) implements Values {

            @Override
            public void write(JsonGenerator json, SerializerProvider serializers) throws IOException {
                json.writeFieldName(key);
                json.writeRawValue(stored == null ? "null" : stored);
            }
        }

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
        public Value read(ResultSet row, int first) throws SQLException {
            return new Value(key, row.getString(first));
        }
    }
}
