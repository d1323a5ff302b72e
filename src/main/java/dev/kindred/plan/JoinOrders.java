package dev.kindred.plan;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kindred.plan.JoinSearch.Order;

/** Has a statement planned under several limits for the search of join orders. */
final class JoinOrders {

    /** With these as limit all orders of so many tables are in question. Larger ones are left to people: planning takes long. */
    private static final int LARGE = 12;
    private static final int LARGEST = 16;

    /** Estimates are no better than that. */
    private static final double WORTH_IT = 1.01;

    private static final String LIMITS = """
            select current_setting('join_collapse_limit')::integer, current_setting('from_collapse_limit')::integer,
                   case when current_setting('geqo')::boolean then current_setting('geqo_threshold')::integer end,
                   quote_ident(session_user)""";

    private final int tables;
    private final Limits limits;
    private final List<Order> orders = new ArrayList<>();

    private JoinOrders(int tables, Limits limits) {
        this.tables = tables;
        this.limits = limits;
    }

    /** As they are now; the threshold is null where no number of tables is too large. */
    private record Limits(int join, int from, Integer geqoThreshold, String role) {}

    /**
     * Plans it with the limit 1, which keeps the order as it is written, with the current limit, and with a large one.
     *
     * @param tables that the statement joins
     * @return null where the limit is far away
     */
    static JoinSearch of(Connection connection, String sql, Plans.Binder binder, int tables) throws SQLException {
        Limits limits = limits(connection);
        if (tables < 2 || tables <= limits.join / 2) {
            return null;
        }
        JoinOrders search = new JoinOrders(tables, limits);
        int large = tables <= LARGE ? LARGE : LARGEST;
        search.add(1, 1, plan(connection, 1, 1, sql, binder));
        // Once more, though it was planned before: the first planner to come reads the catalogue, and looks slow.
        search.add(limits.join, limits.from, EstimatedPlan.of(connection, sql, binder));
        if (limits.join < large || limits.from < large) {
            int join = Math.max(large, limits.join);
            int from = Math.max(large, limits.from);
            search.add(join, from, plan(connection, join, from, sql, binder));
        }
        return new JoinSearch(tables, limits.join, limits.from, limits.geqoThreshold, List.copyOf(search.orders),
                search.advice());
    }

    private static Limits limits(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(LIMITS)) {
            row.next();
            return new Limits(row.getInt(1), row.getInt(2), row.getObject(3, Integer.class), row.getString(4));
        }
    }

    /** Both limits, since what a view has after FROM with commas is collapsed by the other one. */
    private static EstimatedPlan plan(Connection connection, int join, int from, String sql, Plans.Binder binder)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("savepoint join_order");
            try {
                set(connection, join, from);
                return EstimatedPlan.of(connection, sql, binder);
            } finally {
                statement.execute("rollback to savepoint join_order"); // which takes the settings back
                statement.execute("release savepoint join_order");
            }
        }
    }

    private static void set(Connection connection, int join, int from) throws SQLException {
        try (PreparedStatement settings = connection.prepareStatement("""
                select set_config('join_collapse_limit', ?, true), set_config('from_collapse_limit', ?, true)""")) {
            settings.setString(1, Integer.toString(join));
            settings.setString(2, Integer.toString(from));
            settings.execute();
        }
    }

    private void add(int join, int from, EstimatedPlan plan) {
        boolean isGenetic = limits.geqoThreshold != null
                && Math.min(tables, Math.max(join, from)) >= limits.geqoThreshold;
        orders.add(new Order(join, from, isGenetic, plan.cost(), plan.planningMillis()));
    }

    private String advice() {
        Order written = orders.get(0);
        Order now = orders.get(1);
        Order large = orders.get(orders.size() - 1);
        String advice = now.cost() > WORTH_IT * large.cost() ? gain(now, large) : noGain(now, large);
        if (written.cost() > WORTH_IT * now.cost()) {
            advice += text(" Joined in the order as written, with join_collapse_limit = 1, it would cost %,.2f.",
                    written.cost());
        }
        return large.geqo()
                ? advice + text(" From %d tables on (geqo_threshold) the genetic search tries some orders only.",
                        limits.geqoThreshold)
                : advice;
    }

    private String gain(Order now, Order large) {
        List<String> settings = changes(now, large);
        return text(
                "With %s the planner finds a plan of estimated cost %,.2f instead of %,.2f for these %d tables, and "
                        + "plans for %.1f ms instead of %.1f; set it for the role that Kindred logs in as: ",
                String.join(" and ", settings), large.cost(), now.cost(), tables, large.planningMillis(),
                now.planningMillis())
                + settings.stream().map(setting -> "alter role %s set %s".formatted(limits.role, setting))
                        .collect(Collectors.joining("; ", "", "."));
    }

    private String noGain(Order now, Order large) {
        return large == now
                ? text("join_collapse_limit = %d leaves no order of these %d tables out.", now.joinCollapseLimit(),
                        tables)
                : text("With %s the planner finds nothing better for these %d tables: estimated cost %,.2f.",
                        String.join(" and ", changes(now, large)), tables, now.cost());
    }

    private static List<String> changes(Order now, Order large) {
        List<String> settings = new ArrayList<>();
        if (large.joinCollapseLimit() != now.joinCollapseLimit()) {
            settings.add("join_collapse_limit = " + large.joinCollapseLimit());
        }
        if (large.fromCollapseLimit() != now.fromCollapseLimit()) {
            settings.add("from_collapse_limit = " + large.fromCollapseLimit());
        }
        return settings;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
