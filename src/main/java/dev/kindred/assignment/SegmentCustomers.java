package dev.kindred.assignment;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.Catalog;
import dev.kindred.catalog.SourceTable;
import dev.kindred.database.Snapshot;
import dev.kindred.download.FileFormat;
import dev.kindred.download.RowFile;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Plans;
import dev.kindred.query.Field;
import dev.kindred.query.Fields;
import dev.kindred.query.Filter;

/** The customers of a segment by a version of a model, in the order of their ids. */
@ApplicationScoped
class SegmentCustomers {

    private static final List<String> OWN = List.of("id", "distance");

    // In the order of the index assignment_by_segment.
    private static final String QUERY = """
            select c.id, a.distance%s
              from assignment a join customer c on c.id = a.row_key::bigint
             where a.model_id = ? and a.segment_id = ?
               and (length(a.row_key), a.row_key collate "C") > (length(?::text), ?::text collate "C") and %s
             order by length(a.row_key), a.row_key collate "C"
            """;

    private final AgroalDataSource dataSource;
    private final Catalog catalog;
    private final ObjectMapper json;

    SegmentCustomers(AgroalDataSource dataSource, Catalog catalog, ObjectMapper json) {
        this.dataSource = dataSource;
        this.catalog = catalog;
        this.json = json;
    }

    /** Which customers, and what is shown of them. */
    record Selection(long modelId, long segmentId, Fields fields, Filter filter) {

        private String query() {
            return QUERY.formatted(fields.items().isEmpty() ? "" : ", " + fields.sql("c"), filter.sql());
        }

        private int bind(PreparedStatement statement, long after) throws SQLException {
            int next = fields.bind(statement, 1);
            statement.setLong(next++, modelId);
            statement.setLong(next++, segmentId);
            statement.setString(next++, Long.toString(after));
            statement.setString(next++, Long.toString(after));
            return filter.bind(statement, next);
        }
    }

    /**
     * Reads what a request selects.
     *
     * @param fields as {@link Fields#parse}; the id comes first in any case
     */
    Selection select(long modelId, long segmentId, String fields, String filter) {
        SourceTable customers = catalog.dataSet("customer");
        List<Field> shown = Fields.parse(fields, customers).items().stream()
                .filter(field -> !field.name().equals("id")).toList();
        return new Selection(modelId, segmentId, new Fields(shown), Filter.parse(filter, customers, "c"));
    }

    /** One of them: its id, and all that is shown. */
    record Row(long id, Map<String, Object> shown) {}

    List<Row> page(Selection selection, long after, int limit, PlanLog plans) {
        String query = selection.query() + " limit ?";
        Plans.Binder values = statement -> statement.setInt(selection.bind(statement, after), limit);
        return Snapshot.read(dataSource, null, connection -> {
            plans.explain("rows", connection, query, values);
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                values.bind(statement);
                List<Row> rows = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        rows.add(row(row, selection.fields()));
                    }
                }
                return rows;
            }
        });
    }

    private static Row row(ResultSet row, Fields fields) throws SQLException {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", row.getLong(1));
        shown.put("distance", row.getObject(2));
        shown.putAll(fields.answer(row, OWN.size() + 1));
        return new Row(row.getLong(1), shown);
    }

    /** Writes all of them. */
    void write(Selection selection, FileFormat format, OutputStream target) throws IOException {
        new RowFile(format, OWN, selection.fields()).write(dataSource, selection.query(),
                statement -> selection.bind(statement, 0), json, target);
    }
}
