package dev.kindred.audience;

import java.util.Arrays;

/**
 * Keeps the best of many rows: a heap with the worst of them on top. Smaller scores are better, of equal ones the lower
 * id.
 */
final class BestRows {

    private static final int FIRST_CAPACITY = 1_024;

    private final int limit;
    private long[] ids;
    private double[] scores;
    private int size;

    /** @param limit how many to keep, at least 1 */
    BestRows(int limit) {
        this.limit = limit;
        ids = new long[Math.min(limit, FIRST_CAPACITY)];
        scores = new double[ids.length];
    }

    void offer(long id, double score) {
        if (size < limit) {
            if (size == ids.length) {
                int capacity = (int) Math.min(limit, 2L * size);
                ids = Arrays.copyOf(ids, capacity);
                scores = Arrays.copyOf(scores, capacity);
            }
            rise(size++, id, score);
        } else if (isWorse(scores[0], ids[0], score, id)) {
            sink(0, id, score);
        }
    }

    /** The rows kept, best first; the heap is used up by it. */
    Ranking ranking() {
        int count = size;
        while (size > 1) {
            long worstId = ids[0];
            double worst = scores[0];
            size--;
            sink(0, ids[size], scores[size]);
            ids[size] = worstId;
            scores[size] = worst;
        }
        return new Ranking(Arrays.copyOf(ids, count), Arrays.copyOf(scores, count));
    }

    private void rise(int from, long id, double score) {
        int at = from;
        while (at > 0 && isWorse(score, id, scores[(at - 1) / 2], ids[(at - 1) / 2])) {
            int parent = (at - 1) / 2;
            ids[at] = ids[parent];
            scores[at] = scores[parent];
            at = parent;
        }
        ids[at] = id;
        scores[at] = score;
    }

    private void sink(int from, long id, double score) {
        int at = from;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isWorse(scores[child + 1], ids[child + 1], scores[child], ids[child])) {
                child++;
            }
            if (!isWorse(scores[child], ids[child], score, id)) {
                break;
            }
            ids[at] = ids[child];
            scores[at] = scores[child];
            at = child;
        }
        ids[at] = id;
        scores[at] = score;
    }

    private static boolean isWorse(double score, long id, double than, long thanId) {
        return score > than || score == than && id > thanId;
    }
}
