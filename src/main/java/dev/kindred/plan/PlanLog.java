package dev.kindred.plan;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the plans of one report's statements where they are wanted; who makes the report hands it down. */
public final class PlanLog {

    /** Takes none. */
    public static final PlanLog NONE = new PlanLog(null);

    /** What the query parameter says of itself. */
    public static final String PARAMETER = """
            With `true` also `plans`: how PostgreSQL runs the statements that read the rows, with the pages that they read; \
            each is run once more for it""";

    /** By name, in the order in which they ran; null where none is wanted. */
    private final Map<String, QueryPlan> plans;

    private PlanLog(Map<String, QueryPlan> plans) {
        this.plans = plans;
    }

    public static PlanLog of(boolean isWanted) {
        return isWanted ? new PlanLog(new LinkedHashMap<>()) : NONE;
    }

    /**
     * To be called before a statement runs, with its connection, so that the plan tells of the pages as the report would have
     * met them. Of a statement that is repeated for part after part of a table, the first part stands for all.
     *
     * @param name which statement it is, for the reader
     */
    public void explain(String name, Connection connection, String sql, Plans.Binder binder) throws SQLException {
        if (plans != null && !plans.containsKey(name)) {
            plans.put(name, Plans.of(connection, sql, binder));
        }
    }

    /** Of a statement that takes no values. */
    public void explain(String name, Connection connection, String sql) throws SQLException {
        explain(name, connection, sql, Plans.Binder.NOTHING);
    }

    /** Puts the plans beside a report. */
    public <T> Planned<T> beside(T report) {
        return new Planned<>(report, new ReportPlans(plans));
    }
}
