package dev.kindred.index;

import dev.kindred.catalog.SourceTable;

/**
 * A vector index as the catalogue knows it.
 *
 * @param name       as users write it: the name in schema public, else with the schema before it
 * @param column     null where the expression is of none
 * @param expression what is indexed, as SQL
 * @param condition  of a partial index; null else
 * @param valid      false while it is being built and when that was broken off
 * @param building   by whomever
 */
record StoredIndex(String name, String schema, String relation, String table, String quotedTable, String column,
        String kind, String operatorClass, String storage, IndexOptions options, String expression, String condition,
        int dimensions, long bytes, boolean valid, boolean building, String definition) {

    String quoted() {
        return SourceTable.quote(schema) + '.' + SourceTable.quote(relation);
    }

    /** That nobody will ever complete. */
    boolean isLeftover() {
        return !valid && !building;
    }
}
