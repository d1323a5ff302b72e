package dev.kindred.recipe;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a one-hot feature without a slot for others makes of a category it was not fitted to. */
enum Unseen {
    /** The whole block is 0. */
    ZERO,
    /** Such a row gets no vector. */
    REFUSE;

    @JsonValue
    String word() {
        return Words.of(this);
    }
}
