package dev.kindred.index;

import dev.kindred.catalog.SourceTable;

/**
 * A vector index as the catalogue knows it.
 *
 * @param oid        another one after every rebuild
 * @param name       as users write it: the name in schema public, else with the schema before it
 * @param column     null where the expression is of none
 * @param columnType with its dimensions, as SQL; null without column
 * @param expression what is indexed, as SQL
 * @param condition  of a partial index; null else
 * @param valid      false while it is being built and when that was broken off
 * @param building   by whomever
 */
public record StoredIndex(long oid, String name, String schema, String relation, String table, String quotedTable,
        String column, String columnType, String kind, String operatorClass, String storage, IndexOptions options,
        String expression, String condition,
        int dimensions, long bytes, boolean valid, boolean building, String definition) {

    String quoted() {
        return SourceTable.quote(schema) + '.' + SourceTable.quote(relation);
    }

    /** The name of what it orders by. */
    public String metric() {
        return orderedBy().code();
    }

    /** An order by nothing but it, ascending and limited, is what the index serves. */
    public String operator() {
        return orderedBy().operator();
    }

    private IndexMetric orderedBy() {
        return OperatorClass.find(operatorClass).orElseThrow().metric();
    }

    /** Whether it holds signs only, so that a query has to order what it finds again by the full values. */
    public boolean isBinary() {
        return storage.equals(Storage.BINARY.code());
    }

    /** That nobody will ever complete. */
    boolean isLeftover() {
        return !valid && !building;
    }
}
