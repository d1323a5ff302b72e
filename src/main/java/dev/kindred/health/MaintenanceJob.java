package dev.kindred.health;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

import org.postgresql.util.PSQLException;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.health.MaintenanceResult.Measure;
import dev.kindred.health.MaintenanceResult.Step;
import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;
import dev.kindred.problem.KindredException;

/** Does maintenance, one action after the other; what is done stays done, however the job ends. */
@ApplicationScoped
class MaintenanceJob implements JobKind {

    static final String NAME = "maintenance";

    private final DatabaseHealth health;
    private final MaintenanceConnection.Source connections;

    MaintenanceJob(DatabaseHealth health, MaintenanceConnection.Source connections) {
        this.health = health;
        this.connections = connections;
    }

    /** The ids of the actions, in order. */
    @RegisterForReflection
    record Parameters(@NotNull List<@NotBlank String> actions) {}

    @Override
    public String name() {
        return NAME;
    }

    /** Nothing is left half done but what the next look at the health names. */
    @Override
    public int attempts() {
        return 2;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        List<String> actions = run.parameters(Parameters.class).actions();
        List<Step> steps = new ArrayList<>();
        for (String action : actions) {
            run.stopIfCancelled();
            double begun = (double) steps.size() / actions.size();
            run.progress(begun, action);
            steps.add(step(run, action, begun, 1.0 / actions.size()));
        }
        return () -> MaintenanceResult.of(steps);
    }

    private Step step(JobRun run, String id, double begun, double share) {
        long start = System.nanoTime();
        Action action;
        Measure before;
        try {
            List<TableHealth> tables = health.tables(); // as it is now: since the request it may have been mended or dropped
            action = Maintenance.action(tables, id);
            before = measure(tables, action);
        } catch (KindredException notAnyMore) {
            return new Step(id, null, 0, null, null, notAnyMore.getMessage());
        }
        String problem = execute(run, action, begun, share);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Step(id, action.statement(), seconds, before, measure(health.tables(), action), problem);
    }

    private String execute(JobRun run, Action action, double begun, double share) {
        try (MaintenanceConnection connection = connections.open(run)) {
            connection.execute(action, begun, share);
            return null;
        } catch (SQLException failure) {
            run.stopIfCancelled(); // it is the cancel then that has ended the statement
            return "The database refused it: " + wordsOf(failure);
        }
    }

    /** Without the detail, which may quote values of rows. */
    private static String wordsOf(SQLException failure) {
        return failure instanceof PSQLException refused && refused.getServerErrorMessage() != null
                ? refused.getServerErrorMessage().getMessage()
                : "SQLSTATE " + failure.getSQLState();
    }

    private static Measure measure(List<TableHealth> tables, Action action) {
        return action.work().isOfIndexes()
                ? Maintenance.index(tables, action.subject()).map(Measure::of).orElse(null)
                : Maintenance.table(tables, action.subject()).map(Measure::of).orElse(null);
    }
}
