package dev.kindred.audience;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.postgresql.jdbc.PgConnection;

/** The rows of one audience's customers, written set-based in the connection's transaction. */
final class MemberRows {

    // Customers deleted since the snapshot are left out; the lock keeps the others until the commit.
    private static final String MEMBERS = """
            insert into audience_member (audience_id, customer_id, rank, score)
            select ?, id, row_number() over (order by place), score
              from (select c.id, best.score, best.place
                      from unnest(?::bigint[], ?::float8[]) with ordinality as best (id, score, place)
                      join customer c on c.id = best.id
                       for key share of c) as present
            """;

    private static final String SEEDS = """
            insert into audience_seed (audience_id, customer_id, seed_group)
            select ?, c.id, seed.seed_group
              from unnest(?::bigint[], ?::integer[]) as seed (id, seed_group)
              join customer c on c.id = seed.id
               for key share of c
            """;

    private static final String KEEP_EARLIER = """
            create temporary table earlier_member on commit drop as
            select customer_id from audience_member where audience_id = %d
            """;

    private static final String JOINED = """
            insert into audience_change (audience_id, customer_id, joined)
            select audience_id, customer_id, true
              from audience_member as member
             where audience_id = %d
               and not exists (select from earlier_member as earlier where earlier.customer_id = member.customer_id)
            """;

    private static final String LEFT = """
            insert into audience_change (audience_id, customer_id, joined)
            select %1$d, c.id, false
              from earlier_member as earlier
              join customer c on c.id = earlier.customer_id
             where not exists (select from audience_member as member
                                where member.audience_id = %1$d and member.customer_id = earlier.customer_id)
               for key share of c
            """;

    private final Connection connection;
    private final long audienceId;

    MemberRows(Connection connection, long audienceId) {
        this.connection = connection;
        this.audienceId = audienceId;
    }

    /** Keeps others from writing this audience until the transaction ends; false where there is none. */
    boolean lock() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement
                        .executeQuery("select from audience where id = %d for update".formatted(audienceId))) {
            return row.next();
        }
    }

    /** Takes away all rows, and remembers until the end of the transaction who was a member. */
    void putAside() throws SQLException {
        execute(KEEP_EARLIER.formatted(audienceId));
        for (String table : new String[]{"audience_member", "audience_change", "audience_seed"}) {
            execute("delete from %s where audience_id = %d".formatted(table, audienceId));
        }
    }

    /** Inserts members, and seeds that fall into groups; gives the number of members. */
    int insert(Computed computed) throws SQLException {
        insert(SEEDS, computed.seedIds(), "int4", computed.groupOf());
        return insert(MEMBERS, computed.members().ids(), "float8", computed.members().scores());
    }

    private int insert(String sql, long[] customers, String type, Object values) throws SQLException {
        PgConnection arrays = connection.unwrap(PgConnection.class); // it takes arrays without boxing their elements
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, audienceId);
            statement.setArray(2, arrays.createArrayOf("int8", customers));
            statement.setArray(3, arrays.createArrayOf(type, values));
            return statement.executeUpdate();
        }
    }

    /** Remembers the members who were none before; gives their number. */
    int noteJoined() throws SQLException {
        return execute(JOINED.formatted(audienceId));
    }

    /** Remembers those who were members before and are customers still; gives their number. */
    int noteLeft() throws SQLException {
        return execute(LEFT.formatted(audienceId));
    }

    private int execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
