package dev.kindred.assignment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.kindred.job.JobRun;
import dev.kindred.model.KMeansModel;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** The table {@code assigned_model}: which models' tables are labelled, and by which job that is being done anew. */
@ApplicationScoped
class AssignedModels {

    private static final String RUNNING = """
            select a.job_id, a.predicts
              from assigned_model a
              left join job j on j.id = a.job_id and j.state in ('queued', 'running')
             where a.model_id = ? and (j.id is not null or not a.predicts)
            """;

    private static final String REGISTER = """
            insert into assigned_model as a (model_id, job_id, job_attempt) values (?, ?, ?)
            on conflict (model_id) do update set job_id = excluded.job_id, job_attempt = excluded.job_attempt
             where a.predicts
               and (a.job_id is null or a.job_id = excluded.job_id
                    or not exists (select from job j where j.id = a.job_id and j.state in ('queued', 'running')))
            """;

    private static final String FORGET_LATE = """
            delete from assignment_late l
             where l.job_id = ? or not exists (select from job j where j.id = l.job_id and j.state in ('queued', 'running'))
            """;

    // By job and attempt: an attempt that was given up for dead must not end the registration of the next one.
    private static final String COMPLETE = """
            update assigned_model set assigned_at = clock_timestamp(), rows = ?, job_id = null, job_attempt = null
             where model_id = ? and job_id = ? and job_attempt = ?
            """;

    private static final String DELIVERED = """
            insert into assigned_model (model_id, assigned_at, rows, predicts) values (?, clock_timestamp(), ?, false)
            """;

    private static final String WITHDRAW_FIRST = """
            delete from assigned_model where job_id = ? and job_attempt = ? and assigned_at is null
            """;

    private static final String WITHDRAW = """
            update assigned_model set job_id = null, job_attempt = null where job_id = ? and job_attempt = ?
            """;

    private final AgroalDataSource dataSource;

    AssignedModels(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A {@link Conflict} where a job is at work on the model's labels, an {@link Invalid} where they can't be made anew. */
    void requireFree(KMeansModel model) {
        with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RUNNING)) {
                statement.setLong(1, model.id);
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        throw row.getBoolean(2) ? running(model, row.getLong(1)) : unpredictable(model);
                    }
                }
            }
            return null;
        });
    }

    private static RuntimeException running(KMeansModel model, long job) {
        return new Conflict("Job %d is assigning model '%s' version %d; wait for its end or cancel it.".formatted(job,
                model.name, model.version));
    }

    private static RuntimeException unpredictable(KMeansModel model) {
        return new Invalid(
                ("The labels of model '%s' version %d came with its training, and it can't predict others; train a new "
                        + "version for the rows as they are now.").formatted(model.name, model.version));
    }

    /**
     * Registers a job, in a transaction of its own: from its end on, those who write customers note which for the job.
     *
     * @throws Conflict if another unfinished job is registered
     */
    void register(JobRun run, KMeansModel model) {
        boolean isRegistered = QuarkusTransaction.requiringNew().call(() -> with(connection -> {
            update(connection, FORGET_LATE, run.id());
            return update(connection, REGISTER, model.id, run.id(), run.attempt()) == 1;
        }));
        if (!isRegistered) {
            requireFree(model);
            throw new Conflict("Another job has just begun to assign model '%s' version %d; try again."
                    .formatted(model.name, model.version));
        }
    }

    /**
     * Ends the registration with success, in the connection's transaction.
     *
     * @throws NotFound if the model was deleted meanwhile
     */
    static void complete(Connection connection, JobRun run, Clusters model, long rows) throws SQLException {
        if (update(connection, COMPLETE, rows, model.modelId(), run.id(), run.attempt()) == 0) {
            throw new NotFound("Model '%s' version %d was deleted while its rows were assigned.".formatted(model.name(),
                    model.version()));
        }
        update(connection, FORGET_LATE, run.id());
    }

    /** A model whose labels came with its training, in the connection's transaction. */
    static void delivered(Connection connection, long modelId, long rows) throws SQLException {
        update(connection, DELIVERED, modelId, rows);
    }

    /** Ends the registration of an attempt that has failed. */
    void withdraw(JobRun run) {
        QuarkusTransaction.requiringNew().run(() -> with(connection -> {
            update(connection, WITHDRAW_FIRST, run.id(), run.attempt());
            update(connection, WITHDRAW, run.id(), run.attempt());
            return update(connection, "delete from assignment_late where job_id = ?", run.id());
        }));
    }

    /** Whether a model's labels are complete, and may be looked at; empty where it was never assigned. */
    static Optional<Boolean> predicts(Connection connection, long modelId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select predicts from assigned_model where model_id = ? and assigned_at is not null")) {
            statement.setLong(1, modelId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBoolean(1)) : Optional.empty();
            }
        }
    }

    /** A {@link Conflict} that says what to do where a model's table was never labelled. */
    void requireAssigned(KMeansModel model) {
        if (with(connection -> predicts(connection, model.id)).isEmpty()) {
            throw new Conflict("Model '%s' version %d was never assigned; POST /api/models/%1$s@%2$d/assign does it."
                    .formatted(model.name, model.version));
        }
    }

    /** Something to do with a connection. */
    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T with(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.with(connection);
        } catch (SQLException failure) {
            throw new IllegalStateException("The table of assigned models could not be read or written", failure);
        }
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
