package dev.kindred.model;

import java.util.Arrays;
import java.util.List;

import dev.kindred.density.DensityLabels;
import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.GivenLabels;
import dev.kindred.vector.FloatMatrix;
import dev.kindred.vector.FloatMatrixBuilder;

/**
 * The rows of a clustering by density that are in a cluster.
 *
 * @param found    of all rows
 * @param points   the members', in their order; null where there is none
 * @param measured the same; null where there is none
 */
record MemberRows(DensityLabels found, FloatMatrix points, GivenLabels measured) {

    static MemberRows of(FloatMatrix all, DensityLabels found, DensityOptions options) {
        if (found.clusters() == 0) {
            return new MemberRows(found, null, null);
        }
        try (FloatMatrixBuilder members = new FloatMatrixBuilder(all.dimensions())) {
            FloatMatrix.Cursor cursor = all.cursor();
            for (int row = 0; row < found.labels().length; row++) {
                if (found.labels()[row] != DensityLabels.NOISE) {
                    cursor.move(row, 1);
                    members.append(cursor.array(), cursor.offset(), 1);
                }
            }
            int[] labels = Arrays.stream(found.labels()).filter(label -> label != DensityLabels.NOISE).toArray();
            FloatMatrix points = members.finish();
            return new MemberRows(found, points,
                    new GivenLabels(points, labels, found.clusters(), options.metric(), options.seed()));
        }
    }

    /** Null where all rows are noise. */
    Clustering clustering() {
        return measured == null ? null : measured.clustering();
    }

    /** @param keys of all rows */
    ClusterLabels labels(List<String> keys) {
        double[] distances = new double[keys.size()];
        int member = 0;
        for (int row = 0; row < distances.length; row++) {
            distances[row] = found.labels()[row] == DensityLabels.NOISE ? Double.NaN : measured.distance(member++);
        }
        return new RowLabels(keys, found.labels(), distances);
    }

    private record RowLabels(List<String> keys, int[] clusters, double[] distances) implements ClusterLabels {

        @Override
        public int rows() {
            return keys.size();
        }

        @Override
        public String key(int row) {
            return keys.get(row);
        }

        @Override
        public int cluster(int row) {
            return clusters[row];
        }

        @Override
        public double distance(int row) {
            return distances[row];
        }
    }
}
