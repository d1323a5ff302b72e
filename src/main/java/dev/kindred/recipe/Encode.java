package dev.kindred.recipe;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a value becomes numbers. */
enum Encode {
    /** The number itself. */
    RAW,
    /** (x − mean) / standard deviation. */
    ZSCORE,
    /** (x − minimum) / (maximum − minimum). */
    MINMAX,
    /** (x − median) / interquartile range. */
    ROBUST,
    /** sign(x) · ln(1 + |x|), then as z-score. */
    LOG,
    /** 0 or 1. */
    BOOLEAN,
    /** One position a category: 1 in its own, 0 in the others. */
    ONEHOT,
    /** The share of the fitted rows that lie below, 0 to 1. */
    QUANTILE;

    @JsonValue
    String word() {
        return Words.of(this);
    }

    boolean isNumeric() {
        return this != BOOLEAN && this != ONEHOT;
    }
}
