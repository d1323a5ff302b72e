package dev.kindred.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How long a build takes in memory, by constants of one machine: 10,000 rows of 16 and of 128 elements, in one process. They
 * are rough by a factor of three. What machine, data and load make of it is learnt from the builds of the database itself;
 * see {@link Correction}.
 */
record BuildTime(double seconds) {

    // HNSW: seconds for each candidate and doubling of the rows (of 16 links), and what each element of a distance adds.
    private static final double STEP = 4e-7;
    private static final double ELEMENT = 1.3e-9;

    // IVFFlat: k-means over its samples and one assignment of all rows to the nearest centroid.
    private static final double DISTANCE = 1.5e-8;
    private static final double DISTANCE_ELEMENT = 3e-10;
    private static final int ROUNDS = 12;

    /** What a concurrent build costs beside the index: transactions, waits and its two looks at the table. */
    private static final double LEAST_SECONDS = 0.2;

    static BuildTime of(IndexOptions options, int elements, long rows) {
        if (options.lists() == null) {
            double steps = (double) options.efConstruction() * options.m() * Math.log(2 + rows) / Math.log(2) / 16;
            return new BuildTime(LEAST_SECONDS + rows * steps * (STEP + ELEMENT * elements));
        }
        double samples = Math.min(rows, Math.max(10_000.0, 50.0 * options.lists()));
        double distances = options.lists() * (samples * ROUNDS + rows);
        return new BuildTime(LEAST_SECONDS + distances * (DISTANCE + DISTANCE_ELEMENT * elements));
    }

    /**
     * How much longer or shorter the latest builds took than was forecast for them.
     *
     * @param factor their median; 1 where there are none
     */
    record Correction(double factor, int builds) {

        static final Correction NONE = new Correction(1, 0);

        private static final int BUILDS = 5;

        // Shorter builds say more of the waits than of the work.
        private static final String LATEST = """
                with latest as (
                    select cast(result->>'seconds' as float8) / cast(result->'plan'->'forecast'->>'uncorrectedSeconds' as float8) as ratio
                      from job
                     where kind = 'build-index' and state = 'succeeded' and result->'plan'->>'kind' = ?
                       and cast(result->>'seconds' as float8) > 1
                     order by id desc limit ?)
                select percentile_cont(0.5) within group (order by ratio), count(*) from latest
                """;

        static Correction of(Connection connection, IndexKind kind) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(LATEST)) {
                statement.setString(1, kind.code());
                statement.setInt(2, BUILDS);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(2) == 0 ? NONE : new Correction(row.getDouble(1), row.getInt(2));
                }
            }
        }
    }
}
