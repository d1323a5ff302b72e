package dev.kindred.index;

import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Unsuitable;

/**
 * A column that can be indexed.
 *
 * @param table      as users write it
 * @param schema     unquoted
 * @param relation   the table's name within the schema, unquoted
 * @param name       unquoted
 * @param dimensions as declared; below 1 where the type says none
 */
record VectorColumn(String table, String schema, String relation, String name, VectorType type, int dimensions) {

    String quotedTable() {
        return SourceTable.quote(schema) + '.' + SourceTable.quote(relation);
    }

    String quoted() {
        return SourceTable.quote(name);
    }

    /** Schema and name of an index on it, quoted; indexes stand in the schema of their table. */
    String quotedIndex(String index) {
        return SourceTable.quote(schema) + '.' + SourceTable.quote(index);
    }

    /** As users write an index on it: the name in schema public, else with the schema before it. */
    String qualified(String index) {
        return schema.equals("public") ? index : schema + '.' + index;
    }

    /**
     * The expression that an index of that storage is made on.
     *
     * @throws Unsuitable if the column has more dimensions than can be indexed so, or too few for signs alone
     */
    String indexed(Storage storage) {
        if (dimensions < 1) {
            throw new Unsuitable(
                    "Column %s.%s does not say its dimensions, which an index has to know; declare it as %s(n) first."
                            .formatted(table, name, type.code()));
        }
        if (dimensions > storage.type().maxDimensions()) {
            throw new Unsuitable("Column %s.%s has %,d dimensions, and an index holds at most %,d as %s: %s.".formatted(
                    table, name, dimensions, storage.type().maxDimensions(), storage.code(), advice()));
        }
        if (storage == Storage.BINARY && dimensions < Storage.LEAST_BINARY_DIMENSIONS) {
            throw new Unsuitable(
                    """
                            Column %s.%s has %d dimensions, too few for storage binary, which keeps one bit of each: with fewer than \
                            %d bits too many rows look alike; ask for storage %s."""
                            .formatted(table, name, dimensions,
                                    Storage.LEAST_BINARY_DIMENSIONS, Storage.HALFVEC.code()));
        }
        return storage.expression(quoted(), type, dimensions);
    }

    private String advice() {
        String part = "store a part of the elements (subvector) in a column of its own";
        if (type == VectorType.BIT || type == VectorType.SPARSEVEC || dimensions > VectorType.BIT.maxDimensions()) {
            return part;
        }
        String binary = "ask for storage binary (up to %,d), or %s".formatted(VectorType.BIT.maxDimensions(), part);
        return dimensions <= VectorType.HALFVEC.maxDimensions() && type == VectorType.VECTOR
                ? "ask for storage halfvec (up to %,d), %s".formatted(VectorType.HALFVEC.maxDimensions(),
                        binary.substring("ask for ".length()))
                : binary;
    }
}
