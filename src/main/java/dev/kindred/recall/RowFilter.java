package dev.kindred.recall;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A made-up filter to measure with, anew for each query.
 *
 * @param kept share of the rows
 */
record RowFilter(double kept, Sort sort) {

    /** Shares that are measured besides all rows: what lies between two counts as the stricter one. */
    static final double[] SHARES = {0.5, 0.05, 0.005, 0.0005};

    private static final int GRAINS = 1 << 20;

    /** Which rows a filter keeps. */
    enum Sort {
        /** All of them. */
        NONE,
        /** Any, whatever their vectors: a filter that has nothing to do with the features. */
        CHANCE,
        /** The nearest to some row, which most queries are far from: as a filter on several features. */
        REGION,
        /** Those beyond a plane across the vectors: as a filter on one feature. */
        SIDE
    }

    /**
     * Where a region or side ends.
     *
     * @param vector as text: the region's middle, or across the plane
     * @param most   of the measure
     */
    record Bound(String vector, double most) {}

    /** All that can keep anything of so many rows, by those sorts. */
    static List<RowFilter> over(long rows, List<Sort> sorts) {
        List<RowFilter> filters = new ArrayList<>();
        for (Sort sort : sorts) {
            if (sort == Sort.NONE) {
                filters.add(new RowFilter(1, sort));
            } else {
                Arrays.stream(SHARES).filter(share -> share * rows >= 1)
                        .forEach(share -> filters.add(new RowFilter(share, sort)));
            }
        }
        return filters;
    }

    boolean isBounded() {
        return sort == Sort.REGION || sort == Sort.SIDE;
    }

    /**
     * As SQL, to follow other conditions.
     *
     * @param measure of a row and a bound vector: what a region or side is bounded by
     */
    String sql(String measure) {
        return switch (sort) {
            case NONE -> "";
            case CHANCE -> " and (hashtidextended(ctid, ?) & %d) < ?".formatted(GRAINS - 1);
            case REGION, SIDE -> " and %s <= ?".formatted(measure);
        };
    }

    /**
     * Binds its values; gives the next index.
     *
     * @param seed  of the chance
     * @param bound of the region or side
     */
    int bind(PreparedStatement statement, int index, long seed, Bound bound) throws SQLException {
        switch (sort) {
            case CHANCE -> {
                statement.setLong(index, seed);
                statement.setLong(index + 1, Math.round(kept * GRAINS));
            }
            case REGION, SIDE -> {
                statement.setObject(index, bound.vector(), Types.OTHER);
                statement.setDouble(index + 1, bound.most());
            }
            default -> {
                return index;
            }
        }
        return index + 2;
    }
}
