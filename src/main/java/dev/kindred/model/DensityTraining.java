package dev.kindred.model;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.catalog.SourceTable;
import dev.kindred.density.Dbscan;
import dev.kindred.density.DensityLabels;
import dev.kindred.density.DensityProgress;
import dev.kindred.density.Hdbscan;
import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.Silhouette;
import dev.kindred.problem.Invalid;
import dev.kindred.vector.FloatMatrix;

/** Clusters a table's rows by density: like {@link Training}, but what comes out are labels, and no predictor. */
@ApplicationScoped
class DensityTraining {

    private final VectorSources sources;
    private final TrainingReader reader;
    private final ModelDraft draft;
    private final DensityConfig config;
    private final AgroalDataSource dataSource;

    DensityTraining(VectorSources sources, TrainingReader reader, ModelDraft draft, DensityConfig config,
            AgroalDataSource dataSource) {
        this.sources = sources;
        this.reader = reader;
        this.draft = draft;
        this.config = config;
        this.dataSource = dataSource;
    }

    /** Checks options, source, key and number of rows. */
    void check(NewModel wanted) {
        DensityOptions options = DensityOptions.of(wanted);
        VectorSource source = sources.of(wanted);
        source.rowKey(); // refuses a table without one
        limit(options).require(source.table(), rows(source.table()));
    }

    private RowLimit limit(DensityOptions options) {
        return options.algorithm() == Algorithm.DBSCAN
                ? new RowLimit("dbscan", config.dbscanMaxRows(), "kindred.density.dbscan-max-rows")
                : new RowLimit("hdbscan", config.hdbscanMaxRows(), "kindred.density.hdbscan-max-rows");
    }

    private long rows(SourceTable table) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + table.quoted())) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException("The rows of table '%s' could not be counted".formatted(table.name()),
                    failure);
        }
    }

    /** As {@link Training#train}. */
    Training.Trained train(NewModel wanted, Training.Listener listener, BooleanSupplier cancelled) {
        check(wanted);
        DensityOptions options = DensityOptions.of(wanted);
        VectorSource source = sources.of(wanted);
        listener.phase(0, "reading " + source.table().name());
        TrainingReader.Keyed read = reader.readKeyed(source, limit(options), cancelled);
        try (TrainingData data = read.data()) {
            long start = System.nanoTime();
            DensityLabels found = fit(data.points(), options,
                    (share, phase) -> listener.phase(0.05 + 0.85 * share, phase), cancelled);
            requireFewClusters(found, options);
            listener.phase(0.95, "measuring");
            MemberRows members = MemberRows.of(data.points(), found, options);
            Clustering clustering = members.clustering();
            Silhouette silhouette = clustering == null
                    ? null
                    : Silhouette.of(members.points(), clustering, Training.SILHOUETTE_ROWS, options.seed());
            KMeansModel model = draft.withoutPredictor(wanted.name(), source, data, options.stored(), clustering,
                    silhouette, (System.nanoTime() - start) / 1e9);
            return new Training.Trained(model, members.labels(read.keys()));
        }
    }

    /** Only here is an illegal argument the user's, as in {@link Training}. */
    private static DensityLabels fit(FloatMatrix points, DensityOptions options, DensityProgress progress,
            BooleanSupplier cancelled) {
        int threads = Runtime.getRuntime().availableProcessors();
        try {
            return options.algorithm() == Algorithm.DBSCAN
                    ? Dbscan.fit(points, options.isCosine(), options.epsilon(), options.minPoints(), threads, progress,
                            cancelled)
                    : Hdbscan.fit(points, options.isCosine(), options.minClusterSize(), options.minPoints(), threads,
                            progress, cancelled);
        } catch (IllegalArgumentException refusedByEngine) {
            throw new Invalid(refusedByEngine.getMessage() + ".");
        }
    }

    private static void requireFewClusters(DensityLabels found, DensityOptions options) {
        if (found.clusters() > ClusterCount.MOST) {
            throw new Invalid("%s has found %d clusters, more than the %d that a model can have; raise %s.".formatted(
                    TrainingOptions.word(options.algorithm()), found.clusters(), ClusterCount.MOST,
                    options.algorithm() == Algorithm.DBSCAN ? "epsilon or minPoints" : "minClusterSize"));
        }
    }
}
