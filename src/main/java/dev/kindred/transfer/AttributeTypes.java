package dev.kindred.transfer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.kindred.problem.Invalid;

/**
 * Of which types the values of each attribute are, over a whole file. A column of CSV is typed once for all rows: where numbers,
 * flags and texts are mixed, all of them become texts in the end. Values in JSON have their own types, and keep them.
 */
final class AttributeTypes {

    static final int MOST_ATTRIBUTES = 1_000;

    static final int LONGEST_NAME = 200;

    /** Of a value in JSON. */
    static final int OWN = 0;

    /** Bits of {@link #seen}, of values in columns of CSV. */
    static final int FLAG = 1;
    static final int NUMBER = 2;
    static final int TEXT = 4;

    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    /** One attribute and the types of its values so far. */
    static final class Attribute {

        final String name;

        /** Its name as JSON, and the colon after it. */
        final byte[] prefix;

        private int seen;
        private long line;

        private Attribute(String name) {
            this.name = name;
            Utf8Buffer buffer = new Utf8Buffer();
            buffer.putString(name.toCharArray(), 0, name.length());
            buffer.put(':');
            prefix = Arrays.copyOf(buffer.bytes(), buffer.length());
        }

        void saw(int type) {
            seen |= type;
        }

        /** Notes that the row which begins on that line has it; false where it had it already. */
        boolean enter(long startsOnLine) {
            boolean isNew = line != startsOnLine;
            line = startsOnLine;
            return isNew;
        }
    }

    /**
     * That attribute, new or known.
     *
     * @throws Invalid where there are too many
     */
    Attribute named(String name) {
        Attribute known = attributes.get(name);
        if (known != null) {
            return known;
        }
        if (attributes.size() == MOST_ATTRIBUTES) {
            throw new Invalid(
                    ("The file has more than %,d different attributes; nothing was imported. Put keyed data that "
                            + "differs from row to row into one attribute, as an object or array.")
                            .formatted(MOST_ATTRIBUTES));
        }
        Attribute attribute = new Attribute(name);
        attributes.put(name, attribute);
        return attribute;
    }

    /** The names of those whose values are of several types. */
    List<String> mixed() {
        return attributes.entrySet().stream().filter(entry -> Integer.bitCount(entry.getValue().seen) > 1)
                .map(Map.Entry::getKey).toList();
    }
}
