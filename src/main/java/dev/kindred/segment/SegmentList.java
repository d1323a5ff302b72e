package dev.kindred.segment;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.model.Centroid;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.model.VectorSources;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;

/** Shows segments, and lets users name them. */
@ApplicationScoped
class SegmentList {

    private final AgroalDataSource dataSource;
    private final Models models;
    private final VectorSources sources;
    private final Segments segments;

    SegmentList(AgroalDataSource dataSource, Models models, VectorSources sources, Segments segments) {
        this.dataSource = dataSource;
        this.models = models;
        this.sources = sources;
        this.segments = segments;
    }

    /** What is stored of a version's segments. */
    private record Stored(KMeansModel model, List<Segment> segments, Map<Long, Long> assigned,
            Map<Long, Double> stability) {}

    /** Of one version, by cluster. */
    List<SegmentView> of(KMeansModel model) {
        return views(Snapshot.read(dataSource, null, connection -> stored(connection, model)));
    }

    /** Of all champions, by name and cluster. */
    List<SegmentView> ofChampions() {
        List<Stored> found = Snapshot.read(dataSource, null, connection -> {
            List<Stored> all = new ArrayList<>();
            for (long id : champions(connection)) {
                all.add(stored(connection, models.findById(id)));
            }
            return all;
        });
        return found.stream().flatMap(stored -> views(stored).stream()).toList();
    }

    /** One, in the version where it lives. */
    SegmentView of(long id) {
        Segments.Living living = Snapshot.read(dataSource, null, connection -> segments.living(connection, id));
        Segment segment = living.segment();
        if (living.modelId() == null) {
            return new SegmentView(id, segment.label(), segment.labelEdited(), segment.colour(), segment.model(), null,
                    null, null, null, null, null, null);
        }
        return of(models.findById(living.modelId())).stream().filter(view -> view.id() == id).findFirst().orElseThrow();
    }

    /**
     * Gives a segment a label or a colour.
     *
     * @throws Conflict if a segment that some version has beside it has the label
     */
    @Transactional
    void change(long id, SegmentChange change) {
        if (change.label() == null && change.colour() == null) {
            throw new Invalid("There is nothing to change: give a label, a colour or both.");
        }
        try (Connection connection = dataSource.getConnection()) {
            // Under the lock in which versions get their segments, so that none gets one of the same label meanwhile.
            models.lock(segments.living(connection, id).segment().model());
            String label = change.label() == null ? null : change.label().strip();
            segments.namesake(connection, id, label).ifPresent(other -> {
                throw new Conflict("Segment %d has the label '%s' already; choose another, or rename that one first."
                        .formatted(other, label));
            });
            segments.change(connection, id, label, change.colour());
        } catch (SQLException failure) {
            throw new IllegalStateException("The segment could not be changed", failure);
        }
    }

    private static List<Long> champions(Connection connection) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("""
                select k.id from model_alias a join kmeans_model k on k.name = a.model_name and k.version = a.version
                 where a.alias = '%s' order by k.name""".formatted(Models.CHAMPION))) {
            while (row.next()) {
                ids.add(row.getLong("id"));
            }
        }
        return ids;
    }

    private Stored stored(Connection connection, KMeansModel model) throws SQLException {
        return new Stored(model, segments.of(connection, model.id), segments.assigned(connection, model.id),
                segments.stability(connection, model.id));
    }

    private List<SegmentView> views(Stored stored) {
        KMeansModel model = stored.model;
        Function<float[], Map<String, Object>> originalUnits = sources.originalUnits(model);
        long rows = model.centroids.stream().mapToLong(centroid -> centroid.size).sum();
        return stored.segments.stream().map(segment -> {
            Centroid centroid = model.centroids.get(segment.cluster());
            return new SegmentView(segment.id(), segment.label(), segment.labelEdited(), segment.colour(), model.name,
                    model.version, segment.cluster(), centroid.size, rows == 0 ? null : (double) centroid.size / rows,
                    stored.assigned.isEmpty() ? null : stored.assigned.getOrDefault(segment.id(), 0L),
                    stored.stability.get(segment.id()), originalUnits.apply(centroid.centroid));
        }).toList();
    }
}
