package dev.kindred.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;

import dev.kindred.catalog.Catalog;
import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.KMeans;
import dev.kindred.kmeans.KMeansOptions;
import dev.kindred.problem.Invalid;

/**
 * Trains a model on a table: read in one snapshot, compute with no connection held, store in one short transaction. A
 * failure at any point leaves nothing behind.
 */
@ApplicationScoped
public class Training {

    private final Catalog catalog;
    private final AgroalDataSource dataSource;
    private final Models models;
    private final ObjectMapper json;
    private final MeterRegistry metrics;

    Training(Catalog catalog, AgroalDataSource dataSource, Models models, ObjectMapper json, MeterRegistry metrics) {
        this.catalog = catalog;
        this.dataSource = dataSource;
        this.models = models;
        this.json = json;
        this.metrics = metrics;
    }

    /**
     * Trains and stores the next version of a model.
     *
     * @param name     of the model
     * @param table    allow-listed; {@code table} or {@code schema.table}
     * @param columns  none for all numeric columns but the primary key
     * @param clusters at least 1 and at most the number of distinct rows
     * @param seed     of every random choice
     */
    public KMeansModel train(String name, String table, List<String> columns, int clusters, long seed) {
        long start = System.nanoTime();
        FeatureColumns features = FeatureColumns.of(catalog.table(table), columns);
        TrainingData data = TrainingData.read(dataSource, features);
        KMeansOptions options = KMeansOptions.of(clusters, seed);
        Clustering clustering = cluster(data, options);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        KMeansModel model = models.store(model(name, features, data, options, clustering, took));
        report(model, took);
        return model;
    }

    private static Clustering cluster(TrainingData data, KMeansOptions options) {
        try {
            return KMeans.fit(data.points(), options);
        } catch (IllegalArgumentException refused) {
            throw new Invalid(refused.getMessage());
        }
    }

    private KMeansModel model(String name, FeatureColumns features, TrainingData data, KMeansOptions options,
            Clustering clustering, Duration took) {
        KMeansModel model = new KMeansModel();
        model.name = name;
        model.table = features.table().name();
        model.columns = features.names();
        model.clusters = clustering.clusters();
        model.dimensions = clustering.dimensions();
        model.seed = options.seed();
        model.rows = data.points().rows();
        model.skippedRows = data.skippedRows();
        model.inertia = clustering.inertia();
        model.iterations = clustering.iterations();
        model.seconds = took.toNanos() / 1e9;
        model.model = new OnnxFile(clustering.clusters(), clustering.dimensions(), clustering.centroids(),
                metadata(features, options)).toBytes();
        model.sha256 = sha256(model.model);
        model.centroids = centroids(clustering);
        return model;
    }

    private static List<Centroid> centroids(Clustering clustering) {
        List<Centroid> centroids = new ArrayList<>(clustering.clusters());
        int dimensions = clustering.dimensions();
        for (int cluster = 0; cluster < clustering.clusters(); cluster++) {
            float[] values = Arrays.copyOfRange(clustering.centroids(), cluster * dimensions,
                    (cluster + 1) * dimensions);
            centroids.add(new Centroid(values, clustering.sizes()[cluster]));
        }
        return centroids;
    }

    private Map<String, String> metadata(FeatureColumns features, KMeansOptions options) {
        try {
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("columns", json.writeValueAsString(features.names()));
            metadata.put("clusters", Integer.toString(options.clusters()));
            metadata.put("restarts", Integer.toString(options.restarts()));
            metadata.put("maxIterations", Integer.toString(options.maxIterations()));
            metadata.put("tolerance", Double.toString(options.tolerance()));
            metadata.put("seed", Long.toString(options.seed()));
            return metadata;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }

    private void report(KMeansModel model, Duration took) {
        metrics.timer("kindred.training").record(took);
        Log.infof("training model=%s version=%d table=%s rows=%d skippedRows=%d dimensions=%d clusters=%d "
                + "iterations=%d inertia=%s seconds=%.3f", model.name, model.version, model.table, model.rows,
                model.skippedRows, model.dimensions, model.clusters, model.iterations, model.inertia, model.seconds);
    }
}
