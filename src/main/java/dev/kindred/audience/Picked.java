package dev.kindred.audience;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A selection, looked up in a snapshot.
 *
 * @param condition SQL over the columns of a row {@code c}, with no parameters
 * @param missing   which of these there are not, as they were named
 */
record Picked(String condition, List<String> missing) {

    /** Nobody. */
    static final Picked NONE = new Picked("false", List.of());

    private static final int NAMED_AT_MOST = 10;

    /** A condition for customers of those ids; a constant, because the planner hashes a long list only then. */
    static String idIn(long[] ids) {
        StringBuilder list = new StringBuilder("c.id = any ('{");
        for (int each = 0; each < ids.length; each++) {
            list.append(each == 0 ? "" : ",").append(ids[each]);
        }
        return list.append("}'::bigint[])").toString();
    }

    /** Ten of them at most, for a message. */
    static String named(List<String> names) {
        String some = names.stream().limit(NAMED_AT_MOST).collect(Collectors.joining(", "));
        return names.size() > NAMED_AT_MOST ? some + " and %d more".formatted(names.size() - NAMED_AT_MOST) : some;
    }
}
