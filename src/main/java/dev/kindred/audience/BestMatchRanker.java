package dev.kindred.audience;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

import dev.kindred.job.JobSnapshot;
import dev.kindred.kmeans.NearestRows;
import dev.kindred.vector.BinaryCopy;
import dev.kindred.vector.BinaryRow;

/** Distances to the nearest of several customers: the candidates stream through the engine's kernel, block by block. */
final class BestMatchRanker implements Ranker {

    private final BooleanSupplier cancelled;

    BestMatchRanker(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public List<Ranking> rank(JobSnapshot snapshot, Rules rules, List<Contest> contests) {
        long[] outside = contests.stream().flatMapToLong(contest -> LongStream.of(contest.outside())).toArray();
        String query = "select c.id, c.embedding from customer c where (%s) or %s".formatted(rules.candidates(),
                Picked.idIn(outside));
        Arrays.sort(outside);
        try (Pass pass = new Pass(rules, contests, outside)) {
            return snapshot.read(connection -> {
                BinaryCopy.read(connection, query, pass::add);
                return pass.finish();
            });
        }
    }

    private NearestRows nearest(Rules rules, Vectors rows) {
        return new NearestRows(rows.values(), rows.dimensions(),
                NearestRows.Distance.valueOf(rules.metric().name()), Runtime.getRuntime().availableProcessors(),
                cancelled);
    }

    /** One reading of all candidates, for all contests. */
    private final class Pass implements AutoCloseable {

        /** Enough rows to busy all cores, few enough that a block stays in their caches. */
        private static final int BLOCK = 16_384;

        private final Rules rules;
        private final List<Contest> contests;
        private final long[] outside;
        private final List<NearestRows> like;
        private final NearestRows unlike;
        private final List<BestRows> best;
        private final int dimensions;
        private final long[] ids = new long[BLOCK];
        private final float[] values;
        private final double[] near = new double[BLOCK];
        private final double[] far = new double[BLOCK];
        private int count;

        Pass(Rules rules, List<Contest> contests, long[] outside) {
            this.rules = rules;
            this.contests = contests;
            this.outside = outside;
            like = contests.stream().map(contest -> nearest(rules, contest.like())).toList();
            unlike = rules.unlike() == null ? null : nearest(rules, rules.unlike());
            best = contests.stream().map(contest -> new BestRows(contest.size())).toList();
            dimensions = contests.get(0).like().dimensions();
            values = new float[BLOCK * dimensions];
        }

        void add(BinaryRow row) {
            ids[count] = row.int8(0);
            row.vector(1, values, count * dimensions);
            count++;
            if (count == BLOCK) {
                rankBlock();
            }
        }

        List<Ranking> finish() {
            rankBlock();
            return best.stream().map(BestRows::ranking).toList();
        }

        private void rankBlock() {
            if (unlike != null) {
                unlike.measure(values, count, far);
            }
            for (int number = 0; number < contests.size(); number++) {
                like.get(number).measure(values, count, near);
                offer(contests.get(number).outside(), best.get(number));
            }
            count = 0;
        }

        private void offer(long[] own, BestRows kept) {
            for (int row = 0; row < count; row++) {
                if (Arrays.binarySearch(outside, ids[row]) < 0 || Arrays.binarySearch(own, ids[row]) >= 0) {
                    kept.offer(ids[row], near[row] - rules.weight() * far[row]);
                }
            }
        }

        @Override
        public void close() {
            like.forEach(NearestRows::close);
            if (unlike != null) {
                unlike.close();
            }
        }
    }
}
