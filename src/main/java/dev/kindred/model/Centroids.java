package dev.kindred.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** All centroids of a model, by cluster. */
@RegisterForReflection
public record Centroids(List<Item> items) {

    static Centroids of(KMeansModel model) {
        List<Item> items = new ArrayList<>(model.clusters);
        for (int cluster = 0; cluster < model.clusters; cluster++) {
            Centroid centroid = model.centroids.get(cluster);
            items.add(new Item(cluster, centroid.size, centroid.meanDistance, centroid.p99Distance,
                    byPosition(model.columns, centroid.centroid)));
        }
        return new Centroids(items);
    }

    /** A point by the names of its elements, or all of them by the one name of a vector column. */
    static Map<String, Object> byPosition(List<String> names, float[] point) {
        List<Float> elements = new ArrayList<>(point.length);
        for (float element : point) {
            elements.add(element);
        }
        if (names.size() < point.length) {
            return Map.of(names.get(0), elements);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int j = 0; j < point.length; j++) {
            values.put(names.get(j), elements.get(j));
        }
        return values;
    }

    /**
     * One centroid, in the units of the columns, or encoded where a recipe made the vectors; a vector column's value is
     * an array.
     */
    @RegisterForReflection
    @Schema(name = "Centroid")
    public record Item(@Schema(examples = "0") int cluster,
            @Schema(examples = "50", description = "Training rows in this cluster") long size,
            @Schema(examples = "0.48", nullable = true,
                    description = "Of these rows from the centroid") Double meanDistance,
            @Schema(examples = "1.25", nullable = true,
                    description = "99 % of these rows are no farther") Double p99Distance,
            @Schema(examples = "{\"sepal_length\": 5.006, \"sepal_width\": 3.418}",
                    description = """
                            In the units of the columns; of a recipe, encoded, by position (`age`, `gender=female`)""") Map<String, Object> centroid) {}
}
