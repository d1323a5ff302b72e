package dev.kindred.compare;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.TestDatabase;

/** Versions whose centroids and segments are written by hand. */
@ApplicationScoped
class HandMadeVersions {

    private final TestDatabase database;

    HandMadeVersions(TestDatabase database) {
        this.database = database;
    }

    /**
     * A version over plain columns.
     *
     * @param columns   as in {@code x,y}
     * @param centroids a vector each
     */
    void add(String name, int version, String table, String columns, String... centroids) {
        database.execute(
                """
                        insert into kmeans_model (name, version, table_name, columns, clusters, dimensions, seed, rows, skipped_rows,
                                                  inertia, iterations, seconds, model, sha256, silhouette)
                        values ('%s', %d, '%s', '{%s}', %d, %d, 1, 100, 0, 5.5, 1, 1, '', '', 0.25)"""
                        .formatted(name, version,
                                table, columns, centroids.length, columns.split(",").length));
        for (int cluster = 0; cluster < centroids.length; cluster++) {
            database.execute("""
                    insert into kmeans_centroid (model_id, cluster, centroid, size)
                    values (kindred.model_id('%s@%d'), %d, '%s', 1)""".formatted(name, version, cluster,
                    centroids[cluster]));
        }
    }

    /** Names the segments of a version's clusters; equal labels are the same segment. */
    void segments(String name, int version, String... labels) {
        for (int cluster = 0; cluster < labels.length; cluster++) {
            database.execute("""
                    insert into segment (model_name, label, colour)
                    select '%1$s', '%2$s', '#000000'
                     where not exists (select from segment where model_name = '%1$s' and label = '%2$s')"""
                    .formatted(name, labels[cluster]),
                    "insert into model_segment values (kindred.model_id('%s@%d'), %d, %s)".formatted(name, version,
                            cluster, id(name, labels[cluster])));
        }
    }

    /** Of a segment, as SQL. */
    private static String id(String name, String label) {
        return "(select id from segment where model_name = '%s' and label = '%s')".formatted(name, label);
    }

    long segment(String name, String label) {
        return Long.parseLong(database.value("select " + id(name, label)));
    }

    void champion(String name, int version) {
        database.execute("""
                insert into model_alias (model_name, alias, version) values ('%s', 'champion', %d)
                on conflict (model_name, alias) do update set version = excluded.version""".formatted(name, version));
    }

    void remove(String name) {
        database.execute("update model_alias set version = null where model_name = '%s'".formatted(name),
                "delete from kmeans_model where name = '%s'".formatted(name),
                "delete from segment where model_name = '%s'".formatted(name));
    }
}
