package dev.kindred.health;

/**
 * A piece of maintenance on one relation.
 *
 * @param subject the relation, as users write it
 * @param quoted  the same as an SQL identifier
 */
record Action(Work work, String subject, String quoted) {

    /** How requests name it. */
    String id() {
        return work.word() + ':' + subject;
    }

    String statement() {
        return work.on(quoted);
    }
}
