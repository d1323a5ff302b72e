package dev.kindred.recall;

import java.util.Locale;

/** Why a search goes the way it goes. */
public enum Reason {
    /** As it should be. */
    CALIBRATED("the cheapest setting that reaches the recall, by what was measured", false),
    /** Nobody asked for a recall, and none is known. */
    UNCALIBRATED("pgvector's own setting; how much it finds is not known before POST /api/indexes/{name}/calibrate",
            false),
    /** Of stored rows only it is known what they find, and of others it is less by the same setting. */
    WIDEST("the profile is not stored, so how much this finds is not known: the widest setting that was measured to take half "
            + "the time of comparing all rows that match at most",
            false),
    /** Recall 1. */
    ASKED("recall 1 was asked for, and only comparing all rows is sure to reach it", false),
    /** Stored rows are in the graph and their neighbours linked to them, so that others find much less by the same setting. */
    NOT_STORED(
            "calibrations search for stored rows; for a profile that is not stored, only comparing all rows is sure to "
                    + "reach the recall that was asked for",
            false),
    /** Few rows match, or there are few at all. */
    FASTER("by what was measured, comparing all rows that match takes no longer than an index that would find enough",
            false),
    /** By a rule of thumb, where nothing was measured. */
    FEW("so few rows match, by a sample, that comparing them is likely to be faster than the index", false),
    /** As the planner found with its own estimates. */
    PLANNER("PostgreSQL expects comparing all rows that match to be cheaper than the index", true),
    /** Nothing to use. */
    NO_INDEX("no valid index orders the vectors by this metric; POST /api/indexes builds one", true),
    /** A recall was asked for that nobody has measured. */
    NOT_MEASURED("no index of this metric is calibrated, so only comparing all rows is sure to reach the recall; "
            + "POST /api/indexes/{name}/calibrate measures it", true),
    /** As it turned out. */
    SHORT("the index gave fewer rows than asked for, so all were compared", true);

    private final String words;
    private final boolean unindexed;

    Reason(String words, boolean unindexed) {
        this.words = words;
        this.unindexed = unindexed;
    }

    /** For users. */
    public String words() {
        return words;
    }

    /** For metrics. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an index should have served and could not. */
    boolean isUnindexed() {
        return unindexed;
    }
}
