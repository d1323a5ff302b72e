package dev.kindred.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import dev.kindred.problem.Excerpt;
import dev.kindred.problem.Invalid;

/**
 * How many clusters are wanted: one number, the best of a range, or the best of a range that the engine picks.
 *
 * @param from fewest, 0 where the engine picks the range
 * @param to   most; the same as {@code from} for one number
 */
record ClusterCount(int from, int to) {

    /** More centroids than this no one can look at, and a typing slip should not take hours to be noticed. */
    static final int MOST = 10_000;
    private static final int WIDEST_SWEEP = 100;
    private static final String WHAT_IS_RIGHT = "clusters must be a whole number from 1 to 10000, a range such as "
            + "{\"from\": 2, \"to\": 10}, or \"auto\"";

    /** Reads {@code 3}, {@code {"from": 2, "to": 10}} or {@code "auto"}; anything else, and null, is {@link Invalid}. */
    static ClusterCount parse(JsonNode given) {
        JsonNode json = given == null ? MissingNode.getInstance() : given;
        if (json.isTextual() && json.textValue().equals("auto")) {
            return new ClusterCount(0, 0);
        }
        if (json.isObject() && json.size() == 2) {
            return range(number(json.path("from")), number(json.path("to")));
        }
        int clusters = number(json);
        return new ClusterCount(clusters, clusters);
    }

    private static int number(JsonNode json) {
        if (!json.canConvertToInt() || !json.isIntegralNumber() || json.intValue() < 1 || json.intValue() > MOST) {
            throw new Invalid("%s, but was %s.".formatted(WHAT_IS_RIGHT,
                    json.isMissingNode() ? "nothing" : Excerpt.of(json)));
        }
        return json.intValue();
    }

    private static ClusterCount range(int from, int to) {
        if (to < from || to - from >= WIDEST_SWEEP) {
            throw new Invalid("A range of clusters must go upwards and hold at most %d numbers, but was %d to %d."
                    .formatted(WIDEST_SWEEP, from, to));
        }
        return new ClusterCount(from, to);
    }

    boolean isAutomatic() {
        return from == 0;
    }

    boolean isSweep() {
        return isAutomatic() || from < to;
    }
}
