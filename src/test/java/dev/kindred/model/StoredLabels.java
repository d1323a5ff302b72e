package dev.kindred.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Keeps the labels that came with models, for tests to look at. */
@ApplicationScoped
class StoredLabels {

    private final Map<Long, ClusterLabels> byModel = new ConcurrentHashMap<>();

    void keep(@Observes ModelStored stored) {
        if (stored.labels() != null) {
            byModel.put(stored.model().id, stored.labels());
        }
    }

    /** By row key. */
    Map<String, Integer> clusters(long modelId) {
        ClusterLabels labels = byModel.get(modelId);
        Map<String, Integer> clusters = new TreeMap<>();
        for (int row = 0; row < labels.rows(); row++) {
            clusters.put(labels.key(row), labels.cluster(row));
        }
        return clusters;
    }

    ClusterLabels of(long modelId) {
        return byModel.get(modelId);
    }
}
