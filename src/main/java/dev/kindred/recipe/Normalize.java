package dev.kindred.recipe;

import com.fasterxml.jackson.annotation.JsonValue;

/** What is done to the whole vector in the end. */
enum Normalize {
    NONE,
    /** Divided by its length; an all-zero vector stays as it is. */
    L2;

    @JsonValue
    String word() {
        return Words.of(this);
    }
}
