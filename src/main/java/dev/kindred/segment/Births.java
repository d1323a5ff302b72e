package dev.kindred.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.model.KMeansModel;
import dev.kindred.model.VectorSources;
import dev.kindred.recipe.Element;

/** Stores which cluster of a new version is which segment, and makes those segments that there are not yet. */
@ApplicationScoped
class Births {

    private final VectorSources sources;

    Births(VectorSources sources) {
        this.sources = sources;
    }

    /**
     * All segments of the version, by cluster. Those that are kept stay as they are: a label is permanent even where the
     * rule would now give another.
     *
     * @param everyone null where rows could not be read; the centroids then stand for them
     * @param before   of the reference, by its clusters
     */
    List<Segment> complete(Connection connection, KMeansModel model, Population everyone, Matching matching,
            List<Segment> before) throws SQLException {
        Set<String> labels = new HashSet<>();
        Set<String> colours = new HashSet<>();
        for (int cluster = 0; cluster < model.clusters; cluster++) {
            if (!matching.isBirth(cluster)) {
                labels.add(before.get(matching.oldOf()[cluster]).label());
                colours.add(before.get(matching.oldOf()[cluster]).colour());
            }
        }
        Function<Integer, String> labelOf = labels(model, everyone, labels);
        List<Segment> segments = new ArrayList<>();
        for (int cluster = 0; cluster < model.clusters; cluster++) {
            segments.add(matching.isBirth(cluster)
                    ? born(connection, model.name, cluster, labelOf.apply(cluster), colours)
                    : kept(before.get(matching.oldOf()[cluster]), cluster));
        }
        store(connection, model.id, segments);
        return segments;
    }

    private Function<Integer, String> labels(KMeansModel model, Population known, Set<String> taken) {
        List<Element> elements = sources.elements(model);
        Population everyone = known == null ? Population.of(model.centroids, model.dimensions) : known;
        Function<float[], Map<String, Object>> originalUnits = sources.originalUnits(model);
        return cluster -> {
            float[] centroid = model.centroids.get(cluster).centroid;
            String label = DefaultLabel.of(Trait.all(elements, everyone, j -> centroid[j]),
                    originalUnits.apply(centroid), cluster, taken);
            taken.add(label);
            return label;
        };
    }

    private static Segment kept(Segment segment, int cluster) {
        return new Segment(segment.id(), segment.model(), segment.label(), segment.colour(), cluster,
                segment.labelEdited());
    }

    private static Segment born(Connection connection, String model, int cluster, String label, Set<String> colours)
            throws SQLException {
        String colour = Palette.next(colours);
        colours.add(colour);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into segment (model_name, label, colour) values (?, ?, ?) returning id")) {
            insert.setString(1, model);
            insert.setString(2, label);
            insert.setString(3, colour);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return new Segment(row.getLong("id"), model, label, colour, cluster, false);
            }
        }
    }

    private static void store(Connection connection, long modelId, List<Segment> segments) throws SQLException {
        try (PreparedStatement insert = connection
                .prepareStatement("insert into model_segment (model_id, cluster, segment_id) values (?, ?, ?)")) {
            for (Segment segment : segments) {
                insert.setLong(1, modelId);
                insert.setInt(2, segment.cluster());
                insert.setLong(3, segment.id());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
