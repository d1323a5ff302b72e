package dev.kindred.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import dev.kindred.catalog.SourceTable;
import dev.kindred.model.VectorSources;

/** Two versions of a model over the same table: the one that rows come from and the one that they would go to. */
record Pair(Side from, Side to) {

    SourceTable table() {
        return from.source().table();
    }

    /** What a snapshot must keep from changing: where vectors are of recipes, a column may be swapped in. Null for nothing. */
    String lockedTable() {
        return from.source().recipe() == null && to.source().recipe() == null ? null : table().quoted();
    }

    /** SQL of the vectors, two of them, or one that serves both. */
    List<String> vectors(Connection connection, VectorSources sources) throws SQLException {
        String first = sources.expression(connection, from.source());
        String second = sources.expression(connection, to.source());
        return first.equals(second) ? List.of(first) : List.of(first, second);
    }

    /** Whether points of both mean the same, so that distances between them do. */
    boolean hasOneSpace() {
        return from.source().vectorExpression().equals(to.source().vectorExpression())
                && from.isCosine() == to.isCosine();
    }
}
