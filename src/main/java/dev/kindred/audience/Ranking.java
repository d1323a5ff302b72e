package dev.kindred.audience;

/**
 * The best customers of a contest, best first; of equal ones the lower id comes first.
 *
 * @param ids    of customers
 * @param scores of the same; smaller is better
 */
record Ranking(long[] ids, double[] scores) {

    int size() {
        return ids.length;
    }
}
