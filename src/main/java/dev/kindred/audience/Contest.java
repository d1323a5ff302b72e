package dev.kindred.audience;

/**
 * Candidates to be ranked by how near they are to some customers.
 *
 * @param like    whom the best are near to
 * @param outside ids of candidates beside those that all contests of one computation have in common, ascending
 * @param size    how many of the best are wanted
 */
record Contest(Vectors like, long[] outside, int size) {}
