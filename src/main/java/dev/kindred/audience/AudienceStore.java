package dev.kindred.audience;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;

import dev.kindred.job.CancelWatch;
import dev.kindred.job.JobRun;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.NotFound;

/** Stores computed audiences, as the last step of a job. */
@ApplicationScoped
class AudienceStore {

    private static final String CREATE = """
            insert into audience (name, size, definition, recipe_hash, report)
            values (?, ?, ?::jsonb, ?, ?::jsonb) on conflict (name) do nothing returning id
            """;

    private static final String DESCRIBE = """
            update audience
               set size = ?, recipe_hash = ?, report = ?::jsonb, computed_at = now()
             where id = ?
            """;

    private final AgroalDataSource dataSource;
    private final AudiencesConfig config;
    private final ObjectMapper json;

    AudienceStore(AgroalDataSource dataSource, AudiencesConfig config, ObjectMapper json) {
        this.dataSource = dataSource;
        this.config = config;
        this.json = json;
    }

    /** A step that runs in the transaction that ends the job. */
    private interface Step {
        void in(Connection connection) throws SQLException;
    }

    /**
     * Stores a new audience.
     *
     * @throws Conflict if there is one of that name by now, or too few of its members are customers still
     */
    @Transactional(TxType.MANDATORY)
    void create(Computed computed, JobRun run) {
        write(run, connection -> {
            long id = insert(connection, computed);
            int size = requireEnough(new MemberRows(connection, id).insert(computed));
            describe(connection, id, computed, size, null);
        });
    }

    /**
     * Puts a newly computed audience in the place of the one there is, and keeps who joined and who left.
     *
     * @throws NotFound if it was deleted meanwhile
     * @throws Conflict if too few of its members are customers still
     */
    @Transactional(TxType.MANDATORY)
    void replace(long id, Computed computed, JobRun run) {
        write(run, connection -> {
            MemberRows rows = new MemberRows(connection, id);
            if (!rows.lock()) {
                throw new NotFound("There is no audience '%s' any more.".formatted(computed.definition().name()));
            }
            rows.putAside();
            int size = requireEnough(rows.insert(computed));
            int joined = rows.noteJoined();
            int left = rows.noteLeft();
            describe(connection, id, computed, size, new AudienceReport.Changes(joined, left, size - joined));
        });
    }

    private void write(JobRun run, Step step) {
        try (Connection connection = dataSource.getConnection();
                CancelWatch watch = CancelWatch.over(run::isCancelled, connection)) {
            step.in(connection);
        } catch (SQLException failure) {
            run.stopIfCancelled(); // it is the cancel then that has ended the statement
            throw new IllegalStateException("The audience could not be stored", failure);
        }
    }

    private long insert(Connection connection, Computed computed) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
            statement.setString(1, computed.definition().name());
            statement.setInt(2, computed.members().size());
            statement.setString(3, write(computed.definition()));
            statement.setString(4, computed.recipeHash());
            statement.setString(5, write(computed.report()));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw Audiences.taken(computed.definition().name());
                }
                return row.getLong(1);
            }
        }
    }

    private int requireEnough(int size) {
        if (size < config.minimumSize()) {
            throw new Conflict("Only %d of the members are customers still, but an audience must have at least %d."
                    .formatted(size, config.minimumSize()));
        }
        return size;
    }

    private void describe(Connection connection, long id, Computed computed, int size, AudienceReport.Changes changes)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DESCRIBE)) {
            statement.setInt(1, size);
            statement.setString(2, computed.recipeHash());
            statement.setString(3, write(computed.report().with(changes)));
            statement.setLong(4, id);
            statement.executeUpdate();
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException("An audience is no JSON", unwritable);
        }
    }
}
