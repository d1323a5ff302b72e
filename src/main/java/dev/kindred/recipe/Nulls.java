package dev.kindred.recipe;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a feature makes of a value that is not known. */
enum Nulls {
    /** As if it were the mean; for categories, their shares. */
    MEAN,
    /** The whole block is 0. */
    ZERO,
    /** As MEAN, and one more position that is 1 where the value is not known. */
    INDICATOR,
    /** Such a row gets no vector. */
    REFUSE;

    @JsonValue
    String word() {
        return Words.of(this);
    }
}
