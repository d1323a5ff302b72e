package dev.kindred.audience;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.catalog.Catalog;
import dev.kindred.query.Fields;
import dev.kindred.query.Filter;

/** Finds the customers that a selection names. */
@ApplicationScoped
class Picking {

    static final String TABLE = "customer";
    private static final String ALIAS = "c";

    private final Catalog catalog;

    Picking(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Checks a selection as far as that goes without looking at customers; null is none. */
    void check(Selection selection, String field) {
        if (selection != null) {
            selection.check(field);
            filter(selection.filter());
        }
    }

    /** A condition over customers; null or blank is all of them. */
    Filter filter(String rsql) {
        return Filter.parse(rsql, catalog.dataSet(TABLE), ALIAS);
    }

    /** Fields of customers; null or blank is all but the vector. */
    Fields fields(String list) {
        return Fields.parse(list, catalog.dataSet(TABLE));
    }

    /** A condition over customers as SQL without parameters, valid in the connection's transaction. */
    String condition(Connection connection, String rsql, String name) throws SQLException {
        return filter(rsql).inSettings(connection, "audience_" + name);
    }

    /**
     * Looks a selection up; null is nobody.
     *
     * @param name of its settings in the transaction
     */
    Picked pick(Connection connection, Selection selection, String name) throws SQLException {
        if (selection == null) {
            return Picked.NONE;
        }
        if (selection.filter() != null) {
            return new Picked(condition(connection, selection.filter(), name), List.of());
        }
        return selection.ids() != null
                ? pick(connection, "id", "bigint", selection.ids().toArray(Long[]::new))
                : pick(connection, "external_id", "varchar", selection.externalIds().toArray(String[]::new));
    }

    private static Picked pick(Connection connection, String column, String type, Object[] names) throws SQLException {
        Map<String, Long> wanted = new LinkedHashMap<>();
        Arrays.stream(names).forEach(name -> wanted.put(String.valueOf(name), null));
        try (PreparedStatement statement = connection
                .prepareStatement("select %1$s::text, id from customer where %1$s = any (?)".formatted(column))) {
            statement.setArray(1, connection.createArrayOf(type, names));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    wanted.put(row.getString(1), row.getLong(2));
                }
            }
        }
        List<String> missing = wanted.keySet().stream().filter(name -> wanted.get(name) == null).toList();
        LongStream found = wanted.values().stream().filter(id -> id != null).mapToLong(Long::longValue);
        return new Picked(Picked.idIn(found.toArray()), missing);
    }
}
