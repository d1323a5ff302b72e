package dev.kindred.recall;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
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
        /** The nearest to some row: as a filter on a feature, which most queries are far from. */
        REGION
    }

    /** All that can keep anything of so many rows. */
    static List<RowFilter> over(long rows) {
        List<RowFilter> filters = new ArrayList<>();
        filters.add(new RowFilter(1, Sort.NONE));
        for (double share : SHARES) {
            if (share * rows >= 1) {
                filters.add(new RowFilter(share, Sort.CHANCE));
                filters.add(new RowFilter(share, Sort.REGION));
            }
        }
        return filters;
    }

    /**
     * As SQL, to follow other conditions.
     *
     * @param distance of a row to a bound vector
     */
    String sql(String distance) {
        return switch (sort) {
            case NONE -> "";
            case CHANCE -> " and (hashtidextended(ctid, ?) & %d) < ?".formatted(GRAINS - 1);
            case REGION -> " and %s <= ?".formatted(distance);
        };
    }

    /**
     * Binds its values; gives the next index.
     *
     * @param seed   of the chance
     * @param center of the region, as text
     * @param radius within which that share of the rows is
     */
    int bind(PreparedStatement statement, int index, long seed, String center, double radius) throws SQLException {
        switch (sort) {
            case CHANCE -> {
                statement.setLong(index, seed);
                statement.setLong(index + 1, Math.round(kept * GRAINS));
            }
            case REGION -> {
                statement.setObject(index, center, Types.OTHER);
                statement.setDouble(index + 1, radius);
            }
            default -> {
                return index;
            }
        }
        return index + 2;
    }
}
