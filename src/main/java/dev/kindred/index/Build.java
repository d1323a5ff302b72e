package dev.kindred.index;

/**
 * A build that is thought through.
 *
 * @param relation      the index's name within its schema, unquoted
 * @param operatorClass what the index orders by
 */
record Build(VectorColumn column, String relation, OperatorClass operatorClass, IndexPlan plan) {

    String quotedName() {
        return column.quotedIndex(relation);
    }

    /** Whether a stored index does what this one would. */
    boolean isMetBy(StoredIndex index) {
        return index.table().equals(plan.table()) && plan.column().equals(index.column())
                && index.kind().equals(plan.kind()) && index.operatorClass().equals(plan.operatorClass())
                && index.storage().equals(plan.storage()) && index.condition() == null
                && index.options().areThoseOf(plan.options());
    }
}
