package dev.kindred.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonValue;

import dev.kindred.problem.Invalid;

/** Where a job is in its life; the last three are for good. */
public enum JobState {
    QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED;

    /** As JSON and the table write it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing will change any more. */
    public boolean isEnd() {
        return this != QUEUED && this != RUNNING;
    }

    static JobState parse(String word) {
        return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst()
                .orElseThrow(() -> new Invalid("There is no job state '%s'; there are %s.".formatted(word,
                        Arrays.stream(values()).map(JobState::word).collect(Collectors.joining(", ")))));
    }
}
