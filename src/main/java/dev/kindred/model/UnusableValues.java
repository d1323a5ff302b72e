package dev.kindred.model;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceColumn.Kind;
import dev.kindred.problem.Invalid;

/** Finds what stopped a reading. Asked only after a failure, so that good data is read once. */
public final class UnusableValues {

    /** NaN and infinity compare as larger than every number, in floats and numerics alike. */
    private static final String NO_NUMBER = "%1$s not between -1e15 and 1e15";
    private static final String NO_ELEMENT = "(select max(abs(e)) from unnest(%1$s::real[]) as e) > 1e15";
    private static final String NO_WEIGHT = "%1$s not between 0 and 1e15";
    private static final String UNUSABLE = "NaN, infinite or beyond ±1e15";

    /** Of SQLSTATE: a value that an operation can't take or give, as opposed to a failure of the database. */
    private static final String DATA_EXCEPTION = "22";

    private final Connection connection;
    private final VectorSource source;

    private UnusableValues(Connection connection, VectorSource source) {
        this.connection = connection;
        this.source = source;
    }

    /** Throws an {@link Invalid} that names the column or feature; returns where there is nothing wrong with the rows. */
    public static void explain(Connection connection, VectorSource source) throws SQLException {
        UnusableValues values = new UnusableValues(connection, source);
        if (source instanceof FeatureColumns columns) {
            values.explainColumns(columns);
        }
        if (source.weights() != null) {
            values.refuseWhere(source.weights(), NO_WEIGHT, "no weights (finite, at least 0 and at most 1e15)");
        }
        if (source instanceof RecipeVectors vectors) {
            values.explainRecipe(vectors);
        }
    }

    private void explainColumns(FeatureColumns columns) throws SQLException {
        for (SourceColumn column : columns.columns()) {
            refuseWhere(column, columns.isVector() ? NO_ELEMENT : NO_NUMBER, UNUSABLE);
        }
    }

    /** The columns first; then what the encoding makes of usable ones, as a huge weight or a tiny spread can. */
    private void explainRecipe(RecipeVectors vectors) throws SQLException {
        for (SourceColumn column : vectors.columns()) {
            if (column.kind() == Kind.NUMERIC) {
                refuseWhere(column, NO_NUMBER, UNUSABLE);
            }
        }
        try {
            refuseEncoded(vectors);
        } catch (SQLException failure) {
            if (String.valueOf(failure.getSQLState()).startsWith(DATA_EXCEPTION)) {
                throw new Invalid("The recipe %s makes no finite vector of some row of table '%s'; fit it once more."
                        .formatted(vectors.encoding().reference(), vectors.table().name()));
            }
            throw failure;
        }
    }

    private void refuseEncoded(RecipeVectors vectors) throws SQLException {
        String query = """
                select min(position), count(*)
                  from (select (select min(position) from unnest((%s)::real[]) with ordinality as e (value, position)
                                 where abs(value) > 1e15) as position
                          from %s) as found
                 where position is not null""".formatted(vectors.vectorExpression(), vectors.from());
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            if (row.getLong(2) > 0) {
                throw new Invalid(("The recipe %s makes numbers beyond ±1e15 of %d row(s), such as of '%s'; lower the "
                        + "weight, fit the recipe once more, or exclude those rows, for example with a view.")
                        .formatted(vectors.encoding().reference(), row.getLong(2),
                                vectors.names().get(row.getInt(1) - 1)));
            }
        }
    }

    private void refuseWhere(SourceColumn column, String condition, String complaint) throws SQLException {
        String query = ("select count(*), left(min(%1$s::text), 60) from %2$s where " + condition)
                .formatted(column.quoted(), source.table().quoted());
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            if (row.getLong(1) > 0) {
                throw new Invalid(("Column '%s' holds %d value(s) that are %s, such as %s; mend or exclude those rows, "
                        + "for example with a view.")
                        .formatted(column.name(), row.getLong(1), complaint, row.getString(2)));
            }
        }
    }
}
