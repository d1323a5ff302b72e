package dev.kindred.transfer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.kindred.problem.Invalid;

/**
 * Of which JSON types the values of each attribute are, over a whole file. An attribute is typed once for all rows: where
 * numbers, flags and texts are mixed, all of them become texts in the end.
 */
final class AttributeTypes {

    static final int MOST_ATTRIBUTES = 1_000;

    static final int LONGEST_NAME = 200;

    /** Bits of {@link #seen}; arrays and objects have none, since they stay what they are. */
    static final int FLAG = 1;
    static final int NUMBER = 2;
    static final int TEXT = 4;

    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    /** One attribute and the types of its values so far. */
    static final class Attribute {

        /** Its name as JSON, and the colon after it. */
        final byte[] prefix;

        private int seen;

        private Attribute(String name) {
            Utf8Buffer buffer = new Utf8Buffer();
            buffer.putString(name.toCharArray(), 0, name.length());
            buffer.put(':');
            prefix = Arrays.copyOf(buffer.bytes(), buffer.length());
        }

        void saw(int type) {
            seen |= type;
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
