package dev.kindred.assignment;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.agroal.api.AgroalDataSource;

import dev.kindred.model.ClusterLabels;
import dev.kindred.model.ModelStored;
import dev.kindred.vector.BinaryCopyWriter;

/** Stores the labels that come with a model which can't predict them, in the transaction that stores the model. */
@ApplicationScoped
class DeliveredLabels {

    /** When the clusters have their segments. */
    private static final int AFTER_SEGMENTS = 200;

    private final AgroalDataSource dataSource;

    DeliveredLabels(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Transactional(TxType.MANDATORY)
    void store(@Observes @Priority(AFTER_SEGMENTS) ModelStored stored) {
        if (stored.labels() == null) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            Clusters clusters = Clusters.of(connection, stored.model());
            write(connection, clusters, stored.labels());
            AssignedModels.delivered(connection, stored.model().id, stored.labels().rows());
        } catch (SQLException failure) {
            throw new IllegalStateException("The labels of a training could not be stored", failure);
        }
    }

    private static void write(Connection connection, Clusters clusters, ClusterLabels labels) throws SQLException {
        try (BinaryCopyWriter copy = BinaryCopyWriter.open(connection,
                "assignment (model_id, row_key, segment_id, distance)", 4, false)) {
            for (int row = 0; row < labels.rows(); row++) {
                byte[] key = labels.key(row).getBytes(StandardCharsets.UTF_8);
                copy.beginRow();
                copy.writeLong(clusters.modelId());
                copy.writeText(key, key.length);
                if (labels.cluster(row) < 0) {
                    copy.writeNull();
                    copy.writeNull();
                } else {
                    copy.writeLong(clusters.items().get(labels.cluster(row)).segmentId());
                    copy.writeFloat((float) labels.distance(row));
                }
                copy.endRow();
            }
            copy.finish();
        }
    }
}
