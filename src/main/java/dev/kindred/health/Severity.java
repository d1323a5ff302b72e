package dev.kindred.health;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** How urgent a finding is; in rising order. */
public enum Severity {

    /** Good to know; nothing suffers. */
    INFO,
    /** Costs time or space now. */
    WARNING,
    /** Breaks something, now or soon, or makes queries many times slower. */
    CRITICAL;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
