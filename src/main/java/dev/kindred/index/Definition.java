package dev.kindred.index;

import java.nio.charset.StandardCharsets;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.Unsuitable;

/**
 * An index that is asked for, as far as request and catalogue tell: no row has been looked at.
 *
 * @param relation      the index's name within its schema, unquoted
 * @param operatorClass what the index orders by
 * @param expression    what is indexed, as SQL
 */
record Definition(NewIndex wanted, VectorColumn column, String relation, IndexKind kind, OperatorClass operatorClass,
        Storage storage, String expression) {

    private static final int LONGEST_NAME = 63;

    /**
     * The index that a request means.
     *
     * @throws Invalid    if a word or an option is none
     * @throws Unsuitable if the column does not serve; the message says what would
     */
    static Definition of(NewIndex wanted, VectorColumn column) {
        IndexKind kind = IndexKind.parse(wanted.kind());
        IndexOptions.requireAllowed(wanted, kind);
        Storage storage = Storage.parse(wanted.storage(), column.type());
        OperatorClass operatorClass = OperatorClass.of(storage.type(), kind, metric(wanted, storage));
        String expression = column.indexed(storage);
        return new Definition(wanted, column, relation(wanted, column, kind, operatorClass, storage), kind,
                operatorClass, storage, expression);
    }

    /** As users write it. */
    String name() {
        return column.qualified(relation);
    }

    String quotedName() {
        return column.quotedIndex(relation);
    }

    /** Whether a stored index does what this one would; of the options, those that are asked for count. */
    boolean isMetBy(StoredIndex index) {
        return index.table().equals(column.table()) && column.name().equals(index.column())
                && index.kind().equals(kind.code()) && index.operatorClass().equals(operatorClass.code())
                && index.storage().equals(storage.code()) && index.condition() == null
                && index.options().meet(wanted);
    }

    private static IndexMetric metric(NewIndex wanted, Storage storage) {
        if (storage != Storage.BINARY) {
            if (wanted.metric() == null) {
                throw new Invalid("metric must not be null.");
            }
            return IndexMetric.parse(wanted.metric());
        }
        IndexMetric metric = wanted.metric() == null ? IndexMetric.HAMMING : IndexMetric.parse(wanted.metric());
        if (metric != IndexMetric.HAMMING) {
            throw new Unsuitable(
                    """
                            Signs alone are compared by hamming, not by %s: ask for metric hamming with storage binary, and order the \
                            candidates that a query finds again by %1$s."""
                            .formatted(metric.code()));
        }
        return metric;
    }

    private static String relation(NewIndex wanted, VectorColumn column, IndexKind kind, OperatorClass operatorClass,
            Storage storage) {
        if (wanted.name() != null) {
            if (wanted.name().isBlank() || wanted.name().indexOf('\0') >= 0 || bytes(wanted.name()) > LONGEST_NAME) {
                throw new Invalid("name must have 1 to %d bytes and not be blank.".formatted(LONGEST_NAME));
            }
            return wanted.name();
        }
        String suffix = "_%s_%s%s".formatted(kind.code(), operatorClass.metric().code(),
                storage == Storage.plain(column.type()) ? "" : "_" + storage.code());
        String start = "%s_%s".formatted(column.relation(), column.name());
        while (bytes(start) > LONGEST_NAME - suffix.length()) {
            start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
        }
        return start + suffix;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
