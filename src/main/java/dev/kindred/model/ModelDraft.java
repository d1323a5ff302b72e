package dev.kindred.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.Silhouette;
import dev.kindred.vector.ContentHash;

/** Puts together what is stored of a training: the bytes, the centroids and where they come from. */
@ApplicationScoped
class ModelDraft {

    /** Raised whenever the same data, options and seed would give other bytes than before. */
    static final String ENGINE_VERSION = "1";

    private final ObjectMapper json;

    ModelDraft(ObjectMapper json) {
        this.json = json;
    }

    /** A model without id and version, which it gets when it is stored. */
    KMeansModel of(String name, VectorSource source, TrainingData data, ModelOptions options,
            Clustering clustering, Silhouette silhouette, Sweep sweep, double fitSeconds) {
        KMeansModel model = draft(name, source, data, options, fitSeconds);
        describe(model, clustering, silhouette);
        model.lineage = lineage(data, clustering.kernel(), clustering.way().name().toLowerCase(Locale.ROOT),
                clustering.restartRows(), fitSeconds);
        model.sweep = sweep;
        model.model = new OnnxFile(TrainingOptions.isCosine(options), clustering.clusters(), clustering.dimensions(),
                clustering.centroids(), metadata(model)).toBytes();
        model.sha256 = ContentHash.of(model.model);
        return model;
    }

    /**
     * The same of an algorithm that labels rows and can't predict others, so that there are no bytes.
     *
     * @param clustering of the rows that are in a cluster; null where all are noise
     */
    KMeansModel withoutPredictor(String name, VectorSource source, TrainingData data, ModelOptions options,
            Clustering clustering, Silhouette silhouette, double fitSeconds) {
        KMeansModel model = draft(name, source, data, options, fitSeconds);
        model.quality = Quality.NONE;
        model.centroids = new ArrayList<>();
        model.noiseRows = model.rows;
        if (clustering != null) {
            describe(model, clustering, silhouette);
            model.noiseRows = model.rows - clustering.rows();
        }
        model.lineage = lineage(data, "plain", options.algorithm(), 0, fitSeconds);
        return model;
    }

    private static KMeansModel draft(String name, VectorSource source, TrainingData data, ModelOptions options,
            double fitSeconds) {
        KMeansModel model = new KMeansModel();
        model.name = name;
        model.table = source.table().name();
        model.recipe = source.recipe();
        model.columns = source.names();
        model.dimensions = data.points().dimensions();
        model.options = options;
        model.rows = data.points().rows();
        model.skippedRows = data.skippedRows();
        model.seconds = data.seconds() + fitSeconds;
        return model;
    }

    private static void describe(KMeansModel model, Clustering clustering, Silhouette silhouette) {
        model.clusters = clustering.clusters();
        model.inertia = clustering.inertia();
        model.iterations = clustering.iterations();
        model.quality = Quality.of(clustering, silhouette);
        model.centroids = centroids(clustering);
    }

    private static Lineage lineage(TrainingData data, String kernel, String way, long restartRows, double fitSeconds) {
        return new Lineage(data.contentHash(), data.snapshot(), ENGINE_VERSION, kernel, way, restartRows,
                Runtime.version().toString(), data.seconds(), fitSeconds, 0);
    }

    private static List<Centroid> centroids(Clustering clustering) {
        List<Centroid> centroids = new ArrayList<>(clustering.clusters());
        float[] values = clustering.centroids();
        long[] sizes = clustering.sizes();
        double[] means = clustering.meanDistances();
        double[] p99 = clustering.p99Distances();
        int dimensions = clustering.dimensions();
        for (int cluster = 0; cluster < clustering.clusters(); cluster++) {
            float[] centroid = Arrays.copyOfRange(values, cluster * dimensions, (cluster + 1) * dimensions);
            centroids.add(new Centroid(centroid, sizes[cluster], Quality.finite(means[cluster]),
                    Quality.finite(p99[cluster])));
        }
        return centroids;
    }

    /** Only what the inputs determine: no name, time or machine. Of an import, what is known of them. */
    Map<String, String> metadata(KMeansModel model) {
        ModelOptions options = model.options;
        Map<String, String> metadata = new LinkedHashMap<>();
        try {
            metadata.put("columns", json.writeValueAsString(model.columns));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (model.recipe != null) {
            metadata.put("recipeHash", model.recipe.hash());
        }
        metadata.put("metric", options.metric());
        if (options.algorithm() == null) {
            metadata.put("clusters", Integer.toString(model.clusters));
            return metadata;
        }
        metadata.put("algorithm", options.algorithm());
        if (options.isQuick()) { // the bytes of full ones stay what they were before there were two modes
            metadata.put("mode", options.mode());
        }
        metadata.put("clusters", Integer.toString(model.clusters));
        metadata.put("initialization", options.initialization());
        metadata.put("restarts", Integer.toString(options.restarts()));
        metadata.put("maxIterations", Integer.toString(options.maxIterations()));
        metadata.put("tolerance", Double.toString(options.tolerance()));
        metadata.put("seed", Long.toString(options.seed()));
        if (options.weights() != null) {
            metadata.put("weights", options.weights());
        }
        metadata.put("contentHash", model.lineage.contentHash());
        metadata.put("engineVersion", ENGINE_VERSION);
        return metadata;
    }
}
