package dev.kindred.drift;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.model.Models;
import dev.kindred.plan.PlanLog;
import dev.kindred.plan.Plans;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** The drift of champions as it is now, each time by one statement, the function that psql users call. */
@ApplicationScoped
class Drifts {

    private static final String QUERY = """
            select model, version, training_rows, rows, psi, training_mean_distance, mean_distance, beyond_p99,
                   training_without_segment, without_segment, segments
              from kindred.model_drift(?)""";
    private static final TypeReference<List<DriftRow.SegmentRows>> SEGMENTS = new TypeReference<>() {
    };

    private final AgroalDataSource dataSource;
    private final Models models;
    private final DriftConfig config;
    private final ObjectMapper json;

    Drifts(AgroalDataSource dataSource, Models models, DriftConfig config, ObjectMapper json) {
        this.dataSource = dataSource;
        this.models = models;
        this.config = config;
        this.json = json;
    }

    /** Of the champion of a name. */
    ModelDrift of(String name, PlanLog plans) {
        List<ModelDrift> found = read(name, plans);
        if (!found.isEmpty()) {
            return found.get(0);
        }
        if (name.contains("@")) {
            throw new Invalid("'%s' is no plain name; drift is watched of champions, so leave out what follows the @."
                    .formatted(name));
        }
        if (!models.has(name)) {
            throw new NotFound("There is no model '%s'.".formatted(name));
        }
        throw new Conflict(("Model '%1$s' has no champion, of which alone drift is watched; "
                + "PUT /api/models/%1$s/aliases/champion makes a version the champion.").formatted(name));
    }

    /** Of all champions, by name. */
    List<ModelDrift> all(PlanLog plans) {
        return read(null, plans);
    }

    private List<ModelDrift> read(String name, PlanLog plans) {
        Plans.Binder values = statement -> statement.setString(1, name);
        return Snapshot.read(dataSource, null, connection -> {
            plans.explain("segments", connection, QUERY, values);
            try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
                values.bind(statement);
                List<ModelDrift> drifts = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    Instant now = Instant.now();
                    while (row.next()) {
                        drifts.add(Assessment.of(row(row), config, now));
                    }
                }
                return drifts;
            }
        });
    }

    private DriftRow row(ResultSet row) throws SQLException {
        return new DriftRow(row.getString("model"), row.getInt("version"), row.getObject("training_rows", Long.class),
                row.getLong("rows"), number(row, "psi"), number(row, "training_mean_distance"),
                number(row, "mean_distance"), number(row, "beyond_p99"), number(row, "training_without_segment"),
                number(row, "without_segment"), segments(row.getString("segments")));
    }

    private static Double number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Double.class);
    }

    private List<DriftRow.SegmentRows> segments(String stored) {
        try {
            return stored == null ? List.of() : json.readValue(stored, SEGMENTS);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
