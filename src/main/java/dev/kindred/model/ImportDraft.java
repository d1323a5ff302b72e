package dev.kindred.model;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.kmeans.KMeans;
import dev.kindred.kmeans.NearestCentroids;
import dev.kindred.problem.Invalid;
import dev.kindred.vector.ContentHash;
import dev.kindred.vector.VectorBlocks;

/** Puts together what is stored of an import: what came with it, and what its table's rows say about it now. */
@ApplicationScoped
class ImportDraft {

    static final String WAY = "imported";

    private final AgroalDataSource dataSource;
    private final VectorSources sources;
    private final ModelDraft draft;

    ImportDraft(AgroalDataSource dataSource, VectorSources sources, ModelDraft draft) {
        this.dataSource = dataSource;
        this.sources = sources;
        this.draft = draft;
    }

    /** What one snapshot of the table has shown. */
    private record Rows(ImportMeasurement measured, long skipped, String snapshot, double seconds) {}

    /**
     * A model without id and version, which it gets when it is stored.
     *
     * @throws Invalid if the table's rows can't be read as such vectors
     */
    KMeansModel of(String name, ImportedCentroids imported, VectorSource source) {
        Rows rows = measure(imported, source);
        KMeansModel model = new KMeansModel();
        model.name = name;
        model.table = source.table().name();
        model.recipe = source.recipe();
        model.columns = source.names();
        model.clusters = imported.clusters();
        model.dimensions = imported.dimensions();
        model.centroids = centroids(imported, rows.measured());
        model.rows = model.centroids.stream().mapToLong(centroid -> centroid.size).sum();
        model.skippedRows = rows.skipped();
        model.inertia = rows.measured().inertia();
        model.seconds = rows.seconds();
        model.quality = new Quality(null, null, null, 0, false);
        describe(model, imported, rows);
        model.model = imported.file() != null
                ? imported.file()
                : new OnnxFile(imported.cosine(), imported.clusters(), imported.dimensions(), imported.centroids(),
                        draft.metadata(model)).toBytes();
        model.sha256 = ContentHash.of(model.model);
        return model;
    }

    private static void describe(KMeansModel model, ImportedCentroids imported, Rows rows) {
        FileMetadata known = new FileMetadata(imported.metadata());
        model.options = known.options(imported.metric());
        model.lineage = new Lineage(known.contentHash(), rows.snapshot(), known.engineVersion(), KMeans.kernel(), WAY,
                0,
                Runtime.version().toString(), rows.seconds(), 0, 0);
    }

    private static List<Centroid> centroids(ImportedCentroids imported, ImportMeasurement measured) {
        List<Centroid> centroids = new ArrayList<>(imported.clusters());
        int dimensions = imported.dimensions();
        for (int cluster = 0; cluster < imported.clusters(); cluster++) {
            long size = imported.sizes() == null ? measured.sizes()[cluster] : imported.sizes()[cluster];
            centroids.add(new Centroid(
                    Arrays.copyOfRange(imported.centroids(), cluster * dimensions, (cluster + 1) * dimensions), size,
                    measured.meanDistance(cluster), measured.p99Distance(cluster)));
        }
        return centroids;
    }

    private Rows measure(ImportedCentroids imported, VectorSource source) {
        long start = System.nanoTime();
        int threads = Runtime.getRuntime().availableProcessors();
        try (NearestCentroids nearest = new NearestCentroids(imported.centroids(), imported.dimensions(),
                imported.cosine(), threads, () -> false)) {
            return Snapshot.read(dataSource, source.table().quoted(), connection -> {
                ImportMeasurement measured = new ImportMeasurement(nearest, imported.clusters(), imported.cosine());
                String snapshot = snapshot(connection);
                long skipped = read(connection, source, imported.dimensions(), measured);
                return new Rows(measured, skipped + measured.withoutDirection(), snapshot,
                        (System.nanoTime() - start) / 1e9);
            });
        }
    }

    private static String snapshot(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_current_snapshot()::text")) {
            row.next();
            return row.getString(1);
        }
    }

    private long read(Connection connection, VectorSource source, int dimensions, ImportMeasurement measured)
            throws SQLException {
        String vector = sources.expression(connection, source);
        String query = "select %s from %s".formatted(vector, source.from());
        if (source.weights() != null) {
            String weight = source.weights().quoted();
            query = "select case when %s is not null then %s end, %1$s::real from %s".formatted(weight, vector,
                    source.from());
        }
        try {
            return VectorBlocks.read(connection, query, dimensions, measured);
        } catch (IllegalStateException otherWidth) {
            throw new Invalid("The centroids do not fit the vectors of '%s': %s.".formatted(source.table().name(),
                    otherWidth.getMessage()));
        } catch (SQLException unreadable) {
            explain(source);
            throw unreadable;
        }
    }

    private void explain(VectorSource source) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            UnusableValues.explain(connection, source);
        }
    }
}
