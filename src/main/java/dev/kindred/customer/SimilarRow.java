package dev.kindred.customer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A row of a search.
 *
 * @param distance NaN where the metric knows none, null where there is nothing to measure from
 * @param shown    what the answer tells
 * @param vector   where explanations are wanted, else null
 * @param features with it, the values that it was made of, one a feature
 */
record SimilarRow(long id, Double distance, Shown.Values shown, float[] vector, Object[] features) {

    /** The index knows an inner product of -0, which is neither another distance than 0 nor one to show. */
    SimilarRow {
        distance = distance == null ? null : distance + 0.0;
    }

    static SimilarRow read(ResultSet rows, Shown shown, List<FeatureSource> features) throws SQLException {
        long id = rows.getLong(1);
        double distance = rows.getDouble(2);
        Double distanceOrNull = rows.wasNull() ? null : distance;
        int first = 3;
        Shown.Values values = shown.read(rows, first);
        if (features.isEmpty()) {
            return new SimilarRow(id, distanceOrNull, values, null, null);
        }
        int next = first + shown.width();
        return new SimilarRow(id, distanceOrNull, values, vector(rows, next), values(rows, next + 1, features));
    }

    private static Object[] values(ResultSet rows, int first, List<FeatureSource> features) throws SQLException {
        Object[] values = new Object[features.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = features.get(i).read(rows, first + i);
        }
        return values;
    }

    private static float[] vector(ResultSet rows, int index) throws SQLException {
        Float[] elements = (Float[]) rows.getArray(index).getArray();
        float[] vector = new float[elements.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = elements[i];
        }
        return vector;
    }

    /** Whether it is near to anything. PostgreSQL sorts NaN and NULL last, so that dropping such rows shortens no answer. */
    boolean hasDistance() {
        return distance != null && !distance.isNaN();
    }
}
