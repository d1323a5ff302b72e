package dev.kindred.model;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Plans;
import dev.kindred.problem.Invalid;

/**
 * How the values of a column spread over a model's clusters, as the table is now. One set-based statement with the same
 * SQL function that psql users call.
 *
 * @param by    the column
 * @param items one for each of its values, in order
 */
record Crosstab(@Schema(examples = "species") String by, List<Row> items) {

    /** Beyond this, the column is an identifier or a measurement rather than a category. */
    private static final int MOST_VALUES = 1_000;

    /**
     * One value.
     *
     * @param value  as text; null for NULL
     * @param counts rows in each cluster; the position is the cluster's number
     */
    record Row(@Schema(examples = "Iris-setosa", nullable = true) String value,
            @Schema(examples = "[0, 50, 0]") long[] counts) {}

    static Crosstab of(AgroalDataSource dataSource, KMeansModel model, VectorSource source, String by,
            PlanLog plans) {
        String column = source.table().column(by).quoted();
        // Rows without a vector have no cluster and are left out, as in training.
        String query = """
                select value, cluster, count(*) as rows
                  from (select %s::text as value, kindred.predict_kmeans(?::bigint, %s) as cluster from %s) as predicted
                 where cluster is not null
                 group by value, cluster
                 order by value, cluster
                """.formatted(column, source.vectorExpression(), source.from());
        Plans.Binder values = statement -> statement.setLong(1, model.id);
        return Snapshot.read(dataSource, null, connection -> {
            plans.explain("rows", connection, query, values);
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                values.bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    return new Crosstab(by, collect(rows, model, by));
                }
            }
        });
    }

    private static List<Row> collect(ResultSet rows, KMeansModel model, String by) throws SQLException {
        List<Row> items = new ArrayList<>();
        String value = null;
        long[] counts = null;
        while (rows.next()) {
            String next = rows.getString("value");
            if (counts == null || !Objects.equals(value, next)) {
                if (items.size() == MOST_VALUES) {
                    throw new Invalid("Column '%s' has more than %d values; choose one with fewer."
                            .formatted(by, MOST_VALUES));
                }
                value = next;
                counts = new long[model.clusters];
                items.add(new Row(value, counts));
            }
            counts[rows.getInt("cluster")] = rows.getLong("rows");
        }
        return items;
    }
}
