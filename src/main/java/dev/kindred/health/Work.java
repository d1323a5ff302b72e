package dev.kindred.health;

/** The maintenance that is safe at any time: it changes no rows and blocks nobody. In the order in which it is best done. */
enum Work {

    /** Of an index that no query can use, and that every write fills all the same. */
    DROP_INVALID("drop-invalid", "drop index concurrently %s"),
    /** Before the vacuum, which then finds a new index with no dead entries to look for. */
    REINDEX("reindex", "reindex index concurrently %s"),
    /** Frees the places of dead rows. */
    VACUUM("vacuum", "vacuum (analyze) %s"),
    /** Counts the values anew for the planner. */
    ANALYZE("analyze", "analyze %s");

    private final String word;
    private final String statement;

    Work(String word, String statement) {
        this.word = word;
        this.statement = statement;
    }

    String word() {
        return word;
    }

    /**
     * The statement over a relation.
     *
     * @param quoted as the catalogue spells it
     */
    String on(String quoted) {
        return statement.formatted(quoted);
    }

    boolean isOfIndexes() {
        return this == DROP_INVALID || this == REINDEX;
    }
}
