package dev.kindred.recipe;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.kindred.database.Pgvector;
import dev.kindred.problem.Conflict;

/**
 * The column {@code embedding_next} beside the customers' vectors: it is filled by the next recipe while the old one stays
 * in force, and takes the old one's place in one transaction. As long as it exists, a trigger fills it for whoever writes
 * a customer, be it another instance of this service or plain SQL.
 */
final class NextColumn {

    private static final String TABLE = StoredVectors.TABLE;
    private static final String COLUMN = StoredVectors.COLUMN;
    private static final String NEXT = COLUMN + "_next";
    private static final String CONSTRAINT = NEXT + "_known";
    private static final String TRIGGER = NEXT + "_filled";
    private static final String FUNCTION = "kindred.fill_" + NEXT + "()";

    /** Few enough that a batch holds its row locks for a fraction of a second. */
    private static final int BATCH_ROWS = 5_000;

    private final Connection connection;

    NextColumn(Connection connection) {
        this.connection = connection;
    }

    /** Removes the column with its indexes and its trigger, where an earlier activation has left any. */
    void remove() throws SQLException {
        execute("drop trigger if exists %s on %s".formatted(TRIGGER, TABLE));
        execute("drop function if exists " + FUNCTION);
        execute("alter table %s drop column if exists %s".formatted(TABLE, NEXT));
    }

    /** Whose column it is, as given to {@link #add}; nothing where there is no such column. */
    Optional<String> owner() throws SQLException {
        return column("""
                select coalesce(col_description(attrelid, attnum), '') from pg_attribute
                 where attrelid = '%s'::regclass and attname = '%s' and not attisdropped""".formatted(TABLE, NEXT))
                .stream().findFirst();
    }

    /** Whether an index of the table is being built, by whom the database's user may see; an instance that died may be one. */
    boolean isTableBeingIndexed() throws SQLException {
        return !column("""
                select pid from pg_stat_progress_create_index
                 where datname = current_database() and relid = '%s'::regclass""".formatted(TABLE)).isEmpty();
    }

    /** Adds the column, empty, and the trigger; from here on every writer fills it. In one transaction. */
    void add(Recipe next, String owner) throws SQLException {
        requireNoDependents();
        execute("alter table %s add column %s vector(%d)".formatted(TABLE, NEXT, next.width()));
        execute("comment on column %s.%s is %s".formatted(TABLE, NEXT, Sql.literal(owner)));
        execute("create function %s returns trigger language plpgsql as %s".formatted(FUNCTION,
                Sql.literal("begin new.%s := %s; return new; end".formatted(NEXT, next.expression("new")))));
        execute("create trigger %s before insert or update of age, income, is_active, gender, attributes on %s for each row execute function %s"
                .formatted(TRIGGER, TABLE, FUNCTION));
    }

    /** A view over the old column would stop the swap in the end; better to say so before the work. */
    private void requireNoDependents() throws SQLException {
        List<String> views = column("""
                select distinct v.oid::regclass::text
                  from pg_depend d
                  join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                  join pg_class v on v.oid = r.ev_class
                  join pg_attribute a on d.refclassid = 'pg_class'::regclass and a.attrelid = d.refobjid
                                     and a.attnum = d.refobjsubid
                 where d.refobjid = '%s'::regclass and a.attname = '%s'""".formatted(TABLE, COLUMN));
        if (!views.isEmpty()) {
            throw new Conflict(
                    "The column %s.%s is used by %s, so it can't be replaced; drop and make that again afterwards."
                            .formatted(TABLE, COLUMN, String.join(", ", views)));
        }
    }

    /**
     * Fills the column in the next rows after that id, where it is not filled yet. They are locked by id first, as an import
     * locks its own: the update alone would take them in the order of its join, and the two might wait for each other.
     *
     * @return the last id that was looked at; nothing where there is no row after that one
     */
    OptionalLong fill(Recipe next, long after) throws SQLException {
        String update = """
                with batch as materialized (select id from %1$s where id > ? order by id limit %2$d
                                               for no key update),
                filled as (update %1$s as c set %3$s = %4$s from batch where c.id = batch.id and c.%3$s is null)
                select max(id) from batch""".formatted(TABLE, BATCH_ROWS, NEXT, next.expression("c"));
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setLong(1, after);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long last = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(last);
            }
        }
    }

    long largestId() throws SQLException {
        return Long.parseLong(column("select coalesce(max(id), 0) from " + TABLE).get(0));
    }

    /** Rows that have no vector, because the recipe refuses them. */
    long missing() throws SQLException {
        return Long.parseLong(column("select count(*) from %s where %s is null".formatted(TABLE, NEXT)).get(0));
    }

    /** From here on no writer may leave the column empty. */
    void require() throws SQLException {
        execute("alter table %s add constraint %s check (%s is not null) not valid".formatted(TABLE, CONSTRAINT, NEXT));
    }

    /** Proves that no row lacks a vector, while everybody goes on; the swap then needs no look at the rows. */
    void validate() throws SQLException {
        execute("alter table %s validate constraint %s".formatted(TABLE, CONSTRAINT));
    }

    /** The indexes that the old column has, built on the next one; outside of any transaction. */
    void buildIndexes(int oldWidth, int width) throws SQLException {
        if (!Pgvector.isSafeInParallel(connection)) {
            execute("set max_parallel_maintenance_workers = 0");
        }
        try {
            for (ColumnIndex index : indexes(COLUMN)) {
                execute(index.definitionFor(NEXT, oldWidth, width));
            }
        } finally {
            execute("reset max_parallel_maintenance_workers");
        }
    }

    /** Puts the next column in the old one's place. In one transaction, with nobody else at the table. */
    void swap() throws SQLException {
        List<ColumnIndex> indexes = indexes(COLUMN);
        execute("drop trigger %s on %s".formatted(TRIGGER, TABLE));
        execute("drop function " + FUNCTION);
        execute("alter table %s alter column %s set not null".formatted(TABLE, NEXT));
        execute("alter table %s drop constraint %s, drop column %s".formatted(TABLE, CONSTRAINT, COLUMN));
        execute("alter table %s rename column %s to %s".formatted(TABLE, NEXT, COLUMN));
        for (ColumnIndex index : indexes) {
            execute("alter index %s rename to %s".formatted(index.nextName(), Sql.identifier(index.name())));
        }
    }

    /** Says in the catalogue what made the vectors, for whoever looks at the table only. */
    void describe(Recipe recipe) throws SQLException {
        execute("comment on column %s.%s is %s".formatted(TABLE, COLUMN,
                Sql.literal("made by the recipe %s, hash %s".formatted(recipe.reference(), recipe.hash()))));
    }

    private List<ColumnIndex> indexes(String column) throws SQLException {
        List<ColumnIndex> indexes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select distinct i.relname, pg_get_indexdef(i.oid) as definition
                  from pg_depend d
                  join pg_class i on d.classid = 'pg_class'::regclass and d.objid = i.oid and i.relkind = 'i'
                  join pg_index x on x.indexrelid = i.oid and x.indisvalid
                  join pg_attribute a on d.refclassid = 'pg_class'::regclass and a.attrelid = d.refobjid
                                     and a.attnum = d.refobjsubid
                 where d.refobjid = ?::regclass and a.attname = ?
                 order by i.relname""")) {
            statement.setString(1, TABLE);
            statement.setString(2, column);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    indexes.add(new ColumnIndex(rows.getString("relname"), rows.getString("definition")));
                }
            }
        }
        return indexes;
    }

    private List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * An index of the old column.
     *
     * @param definition as {@code pg_get_indexdef} writes it
     */
    record ColumnIndex(String name, String definition) {

        private static final int LONGEST_NAME = 63;
        private static final String SUFFIX = "_next";

        /** Quoted. */
        String nextName() {
            String start = name.substring(0, Math.min(name.length(), LONGEST_NAME - SUFFIX.length()));
            return Sql.identifier(start + SUFFIX);
        }

        /** The same index of another column; where an expression casts to a width, to the new one. */
        String definitionFor(String column, int oldWidth, int width) {
            int body = definition.indexOf(" USING ");
            String expressions = definition.substring(body).replaceAll("\\b%s\\b".formatted(COLUMN), column)
                    .replaceAll("\\b(vector|halfvec|bit)\\(%d\\)".formatted(oldWidth), "$1(%d)".formatted(width));
            return "create index concurrently %s on %s%s".formatted(nextName(), TABLE, expressions);
        }
    }
}
