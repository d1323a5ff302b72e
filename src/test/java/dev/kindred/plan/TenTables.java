package dev.kindred.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.kindred.TestDatabase;

/**
 * A view that joins a chain of ten tables and asks something of the last alone, so that the way from there back is much
 * shorter than the one in which it is written; and a table beside the chain that nobody needs.
 */
public final class TenTables {

    /** Rows of the view: those that lead to one of the two chosen rows of the last table. */
    public static final int ROWS = 20;

    private static final int LINKS = 10;
    private static final int LINK_ROWS = 2_000;

    private TenTables() {}

    /**
     * Makes tables {@code <prefix>_1} to {@code _10}, {@code <prefix>_beside}, and the view {@code <prefix>} with columns a
     * (of the first table), b (of the fifth), c (of the last), kind, and note (of the table beside).
     */
    public static void make(TestDatabase database, String prefix) {
        List<String> statements = new ArrayList<>();
        statements.add("create table %s_beside (id integer primary key, note text)".formatted(prefix));
        statements.add("insert into %s_beside select i, 'note ' || i from generate_series(1, 100) i".formatted(prefix));
        for (int link = 1; link <= LINKS; link++) {
            statements.add("""
                    create table %1$s_%2$d (id integer primary key, next integer not null, beside integer, number real,
                                            unused text)""".formatted(prefix, link));
            // The first has ten rows for each of the next; after that one leads to one.
            statements.add("""
                    insert into %1$s_%2$d select i, 1 + (i - 1) %% %3$d, 1 + i %% 100, i %% 13, 'u'
                      from generate_series(1, %4$d) i""".formatted(prefix, link, LINK_ROWS,
                    link == 1 ? 10 * LINK_ROWS : LINK_ROWS));
            statements.add("create index on %s_%d (next)".formatted(prefix, link));
            statements.add("analyze %s_%d".formatted(prefix, link));
        }
        statements.add("analyze %s_beside".formatted(prefix));
        statements.add(view(prefix));
        database.execute(statements.toArray(String[]::new));
    }

    private static String view(String prefix) {
        StringBuilder joins = new StringBuilder();
        IntStream.rangeClosed(2, LINKS).forEach(link -> joins.append(" join %1$s_%2$d t%2$d on t%2$d.id = t%3$d.next"
                .formatted(prefix, link, link - 1)));
        return """
                create view %1$s as
                select t1.number as a, t5.number as b, t10.number as c, t1.id %% 2 as kind, beside.note
                  from %1$s_1 t1 left join %1$s_beside beside on beside.id = t1.beside %2$s
                 where t10.id <= 2""".formatted(prefix, joins);
    }
}
