package dev.kindred.plan;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text that EXPLAIN (ANALYZE, BUFFERS) gives, line by line. */
record MeasuredPlan(List<String> lines) {

    /** Of the topmost node, whose count includes those below: the only one that stands so far to the left. */
    private static final Pattern SHARED_PAGES = Pattern.compile(" {2}Buffers: shared((?: \\w+=\\d+)+).*");
    private static final String NODE_BELOW = "  ->  ";

    double planningMillis() {
        return millis("Planning Time: ");
    }

    double executionMillis() {
        return millis("Execution Time: ");
    }

    /** From the end, where these lines are: above, a text constant may hold anything. */
    private double millis(String name) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(name)) {
                return Double.parseDouble(lines.get(i).substring(name.length()).replace(" ms", ""));
            }
        }
        throw new IllegalStateException("EXPLAIN has told no " + name);
    }

    /** @param kind {@code hit} or {@code read} */
    long sharedPages(String kind) {
        String counts = "";
        for (String line : lines) {
            if (line.startsWith(NODE_BELOW) || line.startsWith("Planning")) {
                break;
            }
            Matcher pages = SHARED_PAGES.matcher(line);
            counts = pages.matches() ? pages.group(1) : counts;
        }
        Matcher count = Pattern.compile(" %s=(\\d+)".formatted(kind)).matcher(counts);
        return count.find() ? Long.parseLong(count.group(1)) : 0;
    }
}
