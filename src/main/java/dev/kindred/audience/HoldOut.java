package dev.kindred.audience;

import java.util.Arrays;

import org.apache.commons.math3.random.RandomDataGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * The seeds in two parts: the ones that look for others, and the ones that these should find.
 *
 * @param searching the greater part
 * @param held      ids of the others, ascending
 */
record HoldOut(Vectors searching, long[] held) {

    static final int FEWEST_SEEDS = 10;
    private static final double HELD_SHARE = 0.2;

    /** Fixed, so that the same seeds are always parted in the same way. */
    private static final long RANDOM_SEED = 20;

    static HoldOut of(Vectors seeds) {
        int held = (int) Math.round(HELD_SHARE * seeds.count());
        int[] order = order(seeds.count());
        int[] heldRows = sorted(order, 0, held);
        int[] searching = sorted(order, held, order.length);
        return new HoldOut(seeds.only(searching), seeds.only(heldRows).ids());
    }

    /** Some of them at random, the same ones each time. */
    static Vectors sample(Vectors vectors, int count) {
        return vectors.only(sorted(order(vectors.count()), 0, count));
    }

    private static int[] order(int count) {
        return new RandomDataGenerator(new Well19937c(RANDOM_SEED)).nextPermutation(count, count);
    }

    private static int[] sorted(int[] order, int from, int to) {
        int[] rows = Arrays.copyOfRange(order, from, to);
        Arrays.sort(rows);
        return rows;
    }
}
