package dev.kindred.recipe;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.kindred.problem.Invalid;

/**
 * Fits the statistics of features inside the database: one statement for many numbers and flags, one for each one-hot
 * feature. The caller's transaction decides whether they see one snapshot.
 */
final class Fitting {

    /** Without maxCategories; more are a key or a measurement rather than categories. */
    private static final int MOST_CATEGORIES = 1_000;

    /** Numbers and flags of one statement: a select list has room for 1,664 entries, and each takes up to seven. */
    private static final int MOST_AT_ONCE = 200;

    /** Steps of a hundredth. */
    private static final String QUANTILES = IntStream.rangeClosed(0, 100)
            .mapToObj(i -> Double.toString(i / 100.0)).collect(Collectors.joining(",", "array[", "]::float8[]"));

    /** SQLSTATE numeric_value_out_of_range, of the cast of a numeric to float8. */
    private static final String OUT_OF_RANGE = "22003";

    private final Connection connection;
    private final String relation;
    private long rows;

    /**
     * Prepares a fit.
     *
     * @param relation what holds the rows, as quoted SQL
     */
    Fitting(Connection connection, String relation) {
        this.connection = connection;
        this.relation = relation;
    }

    /** How many rows the statistics are from. */
    long rows() {
        return rows;
    }

    /**
     * The same features with their statistics; constant ones are dropped and say so.
     *
     * @throws Invalid if there are no rows, if all features are constant, or if a column holds NaN, infinity or numbers
     *                 beyond ±10¹⁵
     */
    List<Feature> fit(List<Feature> features) throws SQLException {
        List<Feature> fitted = new ArrayList<>(features);
        fitScalars(fitted);
        for (int i = 0; i < fitted.size(); i++) {
            if (fitted.get(i).encode() == Encode.ONEHOT) {
                fitted.set(i, oneHot(fitted.get(i)));
            }
        }
        if (fitted.stream().allMatch(feature -> feature.dropped() != null)) {
            throw new Invalid("Every feature is constant, so there is nothing to tell rows apart by: %s.".formatted(
                    fitted.stream().map(feature -> feature.source().name() + " (" + feature.dropped() + ')')
                            .collect(Collectors.joining("; "))));
        }
        return fitted;
    }

    private void fitScalars(List<Feature> features) throws SQLException {
        for (int first = 0; first < features.size(); first += MOST_AT_ONCE) {
            fitScalars(features, first, Math.min(first + MOST_AT_ONCE, features.size()));
        }
    }

    private void fitScalars(List<Feature> features, int first, int end) throws SQLException {
        StringBuilder values = new StringBuilder("1 as one");
        StringBuilder aggregates = new StringBuilder("count(*) as rows");
        for (int i = first; i < end; i++) {
            Feature feature = features.get(i);
            if (feature.encode() != Encode.ONEHOT) {
                String value = feature.encode() == Encode.BOOLEAN
                        ? "(%s)::integer::float8".formatted(feature.source().flag("r"))
                        : feature.source().number("r");
                values.append(", %s as v%d".formatted(value, i));
                aggregates.append(", ").append(aggregates(feature.encode(), i));
            }
        }
        // Without the offset, the planner would write each value's expression into all its aggregates.
        String query = "select %s from (select %s from %s as r offset 0) as v".formatted(aggregates, values, relation);
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            rows = row.getLong("rows");
            if (rows == 0) {
                throw new Invalid("There is no row to fit the recipe to.");
            }
            for (int i = first; i < end; i++) {
                if (features.get(i).encode() != Encode.ONEHOT) {
                    features.set(i, scalar(features.get(i), row, i));
                }
            }
        } catch (SQLException failure) {
            if (OUT_OF_RANGE.equals(failure.getSQLState())) {
                throw new Invalid(
                        "A column of type numeric holds a value beyond ±1e308; mend or exclude its row, for example "
                                + "with a view. Usable are values up to ±1e15.");
            }
            throw failure;
        }
    }

    private static String aggregates(Encode encode, int i) {
        String of = encode == Encode.LOG ? "sign(v%1$d) * ln(1 + abs(v%1$d))".formatted(i) : "v" + i;
        // NaN compares as larger than every number.
        String usable = "filter (where v%d between -1e15 and 1e15)".formatted(i);
        String some = """
                count(v%1$d) as known%1$d, count(v%1$d) filter (where v%1$d not between -1e15 and 1e15) as unusable%1$d, \
                avg(%2$s) %3$s as mean%1$d, stddev_pop(%2$s) %3$s as deviation%1$d, min(v%1$d) %3$s as minimum%1$d, \
                max(v%1$d) %3$s as maximum%1$d"""
                .formatted(i, of, usable);
        return switch (encode) {
            case ROBUST ->
                some + ", percentile_cont(array[0.25, 0.5, 0.75]) within group (order by v%1$d) as quantiles%1$d"
                        .formatted(i);
            case QUANTILE ->
                some + ", percentile_cont(%2$s) within group (order by v%1$d) as quantiles%1$d".formatted(i,
                        QUANTILES);
            default -> some;
        };
    }

    private Feature scalar(Feature feature, ResultSet row, int i) throws SQLException {
        long known = row.getLong("known" + i);
        long unusable = row.getLong("unusable" + i);
        if (unusable > 0) {
            throw new Invalid(
                    "Column '%s' holds %d value(s) that are NaN, infinite or beyond ±1e15; mend or exclude those "
                            .formatted(feature.source().name(), unusable) + "rows, for example with a view.");
        }
        if (known == 0) {
            return feature.dropped("no row has a known value");
        }
        Feature fitted = feature.fitted(statistics(feature.encode(), row, i));
        double minimum = row.getDouble("minimum" + i);
        boolean isConstant = minimum == row.getDouble("maximum" + i);
        // Where unknown values differ from the one known, the feature still tells rows apart.
        if (isConstant && (known == rows || !new ScalarCode(fitted).tellsFromUnknown(minimum))) {
            return feature.dropped("constant: every known value is " + (feature.encode() == Encode.BOOLEAN
                    ? minimum == 1
                    : BigDecimal.valueOf(minimum).stripTrailingZeros().toPlainString()));
        }
        return fitted;
    }

    private static Statistics statistics(Encode encode, ResultSet row, int i) throws SQLException {
        double mean = row.getDouble("mean" + i);
        double minimum = row.getDouble("minimum" + i);
        double maximum = row.getDouble("maximum" + i);
        double range = encode == Encode.LOG
                ? Affine.signedLog(maximum) - Affine.signedLog(minimum)
                : maximum - minimum;
        // No deviation is more than half the range (Popoviciu's inequality), but the rounding of nearly equal numbers can be: it
        // would then be the unit in which others are measured.
        double deviation = Math.min(row.getDouble("deviation" + i), range / 2);
        Statistics statistics = Statistics.ofNumber(mean, deviation, minimum, maximum);
        return switch (encode) {
            case BOOLEAN -> Statistics.ofFlag(mean);
            case ROBUST -> {
                List<Double> quartiles = numbers(row.getArray("quantiles" + i));
                yield statistics.withQuartiles(quartiles.get(1), quartiles.get(2) - quartiles.get(0));
            }
            case QUANTILE -> statistics.withQuantiles(numbers(row.getArray("quantiles" + i)));
            default -> statistics;
        };
    }

    private static List<Double> numbers(Array array) throws SQLException {
        return Arrays.asList((Double[]) array.getArray());
    }

    private Feature oneHot(Feature feature) throws SQLException {
        int most = feature.maxCategories() == null ? MOST_CATEGORIES + 1 : feature.maxCategories() - 1;
        // Ties by the bytes of the name, so that equal data give equal recipes under any collation.
        String query = """
                select value, count(*) as rows, sum(count(*)) over () as known
                  from (select %s as value from %s as r) as v
                 where value is not null
                 group by value
                 order by rows desc, value collate "C"
                 limit %d""".formatted(feature.source().category("r"), relation, most);
        List<String> categories = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        long known = 0;
        long counted = 0;
        try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                known = found.getLong("known");
                counted += found.getLong("rows");
                categories.add(found.getString("value"));
                shares.add((double) found.getLong("rows") / known);
            }
        }
        return oneHot(feature, categories, shares, known, counted);
    }

    private Feature oneHot(Feature feature, List<String> categories, List<Double> shares, long known, long counted) {
        if (known == 0) {
            return feature.dropped("no row has a known value");
        }
        boolean unknownDiffers = feature.nulls() == Nulls.ZERO || feature.nulls() == Nulls.INDICATOR;
        if (counted == known && categories.size() == 1 && (known == rows || !unknownDiffers)) {
            return feature.dropped("constant: every known value is '%s'".formatted(categories.get(0)));
        }
        if (categories.size() > MOST_CATEGORIES) {
            throw new Invalid("Feature '%s' has more than %d categories; set maxCategories to keep the most frequent."
                    .formatted(feature.source().name(), MOST_CATEGORIES));
        }
        boolean hasOther = feature.maxCategories() != null;
        return feature.fitted(Statistics.ofCategories(categories, shares,
                hasOther ? (double) (known - counted) / known : null));
    }
}
