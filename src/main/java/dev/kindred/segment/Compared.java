package dev.kindred.segment;

/**
 * What some rows of a new version's table have shown.
 *
 * @param everyone of the new version's vectors; null where they could not be read
 * @param overlap  with the reference's clusters; null where there is none, or no row could be compared
 * @param reason   why there is none, in words; null where there is one, or no reference
 */
record Compared(Population everyone, Overlap overlap, String reason) {

    static Compared unreadable(String reason) {
        return new Compared(null, null, reason);
    }

    Compared without(String why) {
        return new Compared(everyone, null, why);
    }
}
