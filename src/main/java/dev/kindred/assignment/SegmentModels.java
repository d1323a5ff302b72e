package dev.kindred.assignment;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;

import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.NotFound;

/** Finds the version of a model by which a segment's rows are looked at. */
@ApplicationScoped
class SegmentModels {

    private final EntityManager entityManager;
    private final Models models;
    private final AssignedModels assigned;

    SegmentModels(EntityManager entityManager, Models models, AssignedModels assigned) {
        this.entityManager = entityManager;
        this.models = models;
        this.assigned = assigned;
    }

    /**
     * The version that is meant; its table is labelled.
     *
     * @param reference a model; null for the champion where it has the segment, else for the newest assigned version that
     *                  has it
     * @throws NotFound if there is no such segment, or that model has it not
     * @throws Conflict if the version was never assigned
     */
    @Transactional
    KMeansModel of(long segmentId, String reference) {
        String name = firstColumn("select model_name from segment where id = ?1", String.class, segmentId).stream()
                .findFirst().orElseThrow(() -> new NotFound("There is no segment %d.".formatted(segmentId)));
        KMeansModel model = reference == null ? byDefault(segmentId, name) : models.named(reference);
        if (!has(model, segmentId)) {
            throw new NotFound("Model '%s' version %d has no segment %d; it is a segment of '%s'.".formatted(model.name,
                    model.version, segmentId, name));
        }
        assigned.requireAssigned(model);
        return model;
    }

    private KMeansModel byDefault(long segmentId, String name) {
        Optional<KMeansModel> champion = models.aliased(name, Models.CHAMPION).filter(model -> has(model, segmentId));
        return champion.or(() -> newestAssigned(segmentId)).orElseThrow(() -> new Conflict(
                "No version of model '%s' that has segment %d was assigned yet; POST /api/models/%1$s/assign does it."
                        .formatted(name, segmentId)));
    }

    private Optional<KMeansModel> newestAssigned(long segmentId) {
        return firstColumn("""
                select m.id from model_segment s
                  join kmeans_model m on m.id = s.model_id
                  join assigned_model a on a.model_id = m.id and a.assigned_at is not null
                 where s.segment_id = ?1
                 order by m.version desc limit 1""", Long.class, segmentId).stream().findFirst()
                .map(models::findById);
    }

    private boolean has(KMeansModel model, long segmentId) {
        return !firstColumn("select segment_id from model_segment where segment_id = ?1 and model_id = ?2", Long.class,
                segmentId, model.id).isEmpty();
    }

    @SuppressWarnings("unchecked") // of the class named
    private <T> List<T> firstColumn(String query, Class<T> type, Object... values) {
        Query asked = entityManager.createNativeQuery(query, type);
        for (int i = 0; i < values.length; i++) {
            asked.setParameter(i + 1, values[i]);
        }
        return asked.getResultList();
    }
}
