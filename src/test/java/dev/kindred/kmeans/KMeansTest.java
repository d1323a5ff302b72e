package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.junit.jupiter.api.Test;

import dev.kindred.vector.FloatMatrix;

class KMeansTest {

    @Test
    void fourPointsByHand() {
        Clustering clustering = fit(new float[]{0, 0, 0, 2, 10, 0, 10, 2}, 2, KMeansOptions.clusters(2));
        assertEquals(List.of("[0.0, 1.0]", "[10.0, 1.0]"), sortedRows(clustering));
        assertEquals(4, clustering.inertia());
        assertArrayEquals(new long[]{2, 2}, clustering.sizes());
        assertArrayEquals(new double[]{1, 1}, clustering.meanDistances());
        assertArrayEquals(new double[]{1, 1}, clustering.p99Distances());
        int[] labels = clustering.labels();
        assertEquals(labels[0], labels[1]);
        assertEquals(labels[2], labels[3]);
    }

    @Test
    void seededBlobsAreFoundUpToPermutation() {
        Random random = new Random(4);
        float[][] centres = {{0, 0, 0}, {20, 0, 0}, {0, 20, 0}, {0, 0, 20}};
        float[] points = new float[4000 * 3];
        for (int i = 0; i < points.length; i++) {
            points[i] = centres[i / 3 % 4][i % 3] + (float) random.nextGaussian();
        }
        Clustering clustering = fit(points, 3, KMeansOptions.clusters(4));
        int[] labels = clustering.labels();
        for (int row = 4; row < labels.length; row++) {
            assertEquals(labels[row % 4], labels[row]);
        }
        assertArrayEquals(new long[]{1000, 1000, 1000, 1000}, clustering.sizes());
    }

    @Test
    void irisGivesTheKnownCentroids() throws Exception {
        float[] points = iris();
        Clustering clustering = fit(points, 4, KMeansOptions.clusters(3));
        assertEquals(78.9408, clustering.inertia(), 1e-4);
        double[][] expected = {{1.464, 0.244, 5.006, 3.418}, {4.39355, 1.43387, 5.90161, 2.74839},
                {5.74211, 2.07105, 6.85, 3.07368}};
        float[] centroids = clustering.centroids();
        Integer[] order = {0, 1, 2};
        Arrays.sort(order, (a, b) -> Float.compare(centroids[a * 4], centroids[b * 4]));
        for (int cluster = 0; cluster < 3; cluster++) {
            for (int column = 0; column < 4; column++) {
                assertEquals(expected[cluster][column], centroids[order[cluster] * 4 + column], 1e-5);
            }
        }
    }

    private static float[] iris() throws Exception {
        List<Float> values = new ArrayList<>();
        String text = new String(KMeansTest.class.getResourceAsStream("/iris.data").readAllBytes(),
                StandardCharsets.UTF_8);
        for (String line : text.split("\\R")) {
            if (!line.isBlank()) {
                String[] fields = line.split(",");
                for (int field : new int[]{2, 3, 0, 1}) {
                    values.add(Float.parseFloat(fields[field]));
                }
            }
        }
        float[] points = new float[values.size()];
        for (int i = 0; i < points.length; i++) {
            points[i] = values.get(i);
        }
        return points;
    }

    @Test
    void anEmptyClusterMovesToTheFarthestPoint() {
        // the third centroid is nobody's nearest; 40 is the point farthest from its centroid
        float[] points = {0, 1, 10, 11, 40};
        Clustering clustering = fit(points, 1, KMeansOptions.clusters(3).withStart(new float[]{0, 10, 1000}));
        assertEquals(List.of("[0.5]", "[10.5]", "[40.0]"), sortedRows(clustering));
    }

    @Test
    void equalStartingCentroidsAreToldApart() {
        float[] points = {0, 1, 10, 11, 40, 41};
        Clustering clustering = fit(points, 1, KMeansOptions.clusters(3).withStart(new float[]{5, 5, 5}));
        // all points go to the first; the two without points take those farthest from 5, which are 41 and 40
        assertEquals(List.of("[40.0]", "[41.0]", "[5.5]"), sortedRows(clustering));
    }

    @Test
    void oneClusterIsTheMean() {
        float[] points = TestPoints.blobs(new Random(5), 500, 3, 2, 1);
        Clustering clustering = fit(points, 3, KMeansOptions.clusters(1));
        double[] mean = new double[3];
        for (int i = 0; i < points.length; i++) {
            mean[i % 3] += points[i] / 500.0;
        }
        assertArrayEquals(mean, asDoubles(clustering.centroids()), 1e-6);
        assertTrue(Double.isNaN(clustering.daviesBouldin()));
        assertTrue(Double.isNaN(clustering.calinskiHarabasz()));
    }

    @Test
    void asManyClustersAsRowsLeavesNoInertia() {
        float[] points = TestPoints.blobs(new Random(6), 40, 3, 5, 1);
        for (KMeansOptions options : List.of(KMeansOptions.clusters(40),
                KMeansOptions.clusters(40).withRandomStart())) {
            Clustering clustering = fit(points, 3, options);
            assertEquals(0, clustering.inertia());
            long[] ones = new long[40];
            Arrays.fill(ones, 1);
            assertArrayEquals(ones, clustering.sizes());
        }
    }

    @Test
    void duplicatesCountAsOftenAsTheyOccur() {
        Clustering clustering = fit(new float[]{1, 1, 1, 5, 9, 9}, 1, KMeansOptions.clusters(3));
        assertEquals(List.of("[1.0]", "[5.0]", "[9.0]"), sortedRows(clustering));
        assertEquals(0, clustering.inertia());
    }

    @Test
    void tiesGoToTheLowestCluster() {
        Clustering clustering = fit(new float[]{-1, -1, 0, 1, 1}, 1,
                KMeansOptions.clusters(2).withStart(new float[]{1, -1}).withMaxIterations(1).withTolerance(1e9));
        // one update moves the centroids to (0 + 1 + 1)/3 and −1; the last assignment is against those
        assertEquals(0, clustering.label(2));
        assertArrayEquals(new float[]{2 / 3f, -1}, clustering.centroids());
    }

    @Test
    void weightsEqualRepeatedRows() {
        Random random = new Random(7);
        float[] points = TestPoints.blobs(random, 300, 2, 4, 0.7);
        float[] weights = new float[300];
        List<Float> repeated = new ArrayList<>();
        for (int row = 0; row < 300; row++) {
            weights[row] = random.nextInt(4);
            for (int i = 0; i < weights[row]; i++) {
                repeated.add(points[row * 2]);
                repeated.add(points[row * 2 + 1]);
            }
        }
        float[] copies = new float[repeated.size()];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = repeated.get(i);
        }
        KMeansOptions options = KMeansOptions.clusters(4).withStart(new float[]{-1, -1, -1, 1, 1, -1, 1, 1})
                .withTolerance(0);
        Clustering weighted = KMeans.fit(FloatMatrix.of(points, 2), weights, options, Progress.SILENT, () -> false);
        Clustering expected = fit(copies, 2, options);
        assertArrayEquals(expected.centroids(), weighted.centroids(), 1e-6f);
        assertEquals(expected.inertia(), weighted.inertia(), 1e-6 * expected.inertia());
        assertEquals(expected.calinskiHarabasz(), weighted.calinskiHarabasz(), 1e-3);
    }

    @Test
    void inertiaNeverRises() {
        float[] points = TestPoints.blobs(new Random(8), 5000, 5, 12, 0.8);
        double[] last = new double[11];
        Arrays.fill(last, Double.POSITIVE_INFINITY);
        KMeansOptions options = KMeansOptions.clusters(12).withTolerance(0).withThreads(1);
        Clustering clustering = KMeans.fit(FloatMatrix.of(points, 5), null, options,
                (restart, iteration, inertia, moved) -> {
                    assertTrue(inertia <= last[restart] * (1 + 1e-12));
                    assertTrue(moved > 0 && moved <= 1);
                    last[restart] = inertia;
                }, () -> false);
        double best = Double.POSITIVE_INFINITY;
        for (double inertia : last) {
            best = Math.min(best, inertia);
        }
        assertEquals(best, clustering.inertia(), 1e-6 * best);
    }

    @Test
    void ownDistancesAgreeWithCommonsMath() {
        float[] points = TestPoints.blobs(new Random(9), 2000, 6, 5, 1);
        Clustering clustering = fit(points, 6, KMeansOptions.clusters(5));
        float[] centroids = clustering.centroids();
        double inertia = 0;
        for (int row = 0; row < 2000; row++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int cluster = 0; cluster < 5; cluster++) {
                nearest = Math.min(nearest,
                        new EuclideanDistance().compute(row(points, row, 6), row(centroids, cluster, 6)));
            }
            assertEquals(nearest, new EuclideanDistance().compute(row(points, row, 6),
                    row(centroids, clustering.label(row), 6)), 1e-9);
            inertia += nearest * nearest;
        }
        assertEquals(inertia, clustering.inertia(), 1e-6 * inertia);
    }

    @Test
    void inertiaIsAtMostThatOfCommonsMath() {
        float[] points = TestPoints.blobs(new Random(10), 3000, 4, 6, 0.5);
        List<DoublePoint> theirs = new ArrayList<>();
        for (int row = 0; row < 3000; row++) {
            theirs.add(new DoublePoint(row(points, row, 4)));
        }
        double best = 0;
        for (CentroidCluster<DoublePoint> cluster : new KMeansPlusPlusClusterer<DoublePoint>(6, 300).cluster(theirs)) {
            for (DoublePoint point : cluster.getPoints()) {
                best += Math.pow(new EuclideanDistance().compute(point.getPoint(), cluster.getCenter().getPoint()), 2);
            }
        }
        assertTrue(fit(points, 4, KMeansOptions.clusters(6)).inertia() <= best * 1.001);
    }

    @Test
    void labelsAreReadInRuns() {
        float[] points = TestPoints.blobs(new Random(11), 10000, 2, 3, 0.5);
        Clustering clustering = fit(points, 2, KMeansOptions.clusters(3));
        int[] all = clustering.labels();
        int[] some = new int[6000];
        clustering.labels(3000, 6000, some);
        assertArrayEquals(Arrays.copyOfRange(all, 3000, 9000), some);
        assertEquals(all[9999], clustering.label(9999));
    }

    private static Clustering fit(float[] points, int dimensions, KMeansOptions options) {
        return KMeans.fit(FloatMatrix.of(points, dimensions), options);
    }

    private static List<String> sortedRows(Clustering clustering) {
        List<String> rows = new ArrayList<>();
        float[] centroids = clustering.centroids();
        for (int cluster = 0; cluster < clustering.clusters(); cluster++) {
            int at = cluster * clustering.dimensions();
            rows.add(Arrays.toString(Arrays.copyOfRange(centroids, at, at + clustering.dimensions())));
        }
        Collections.sort(rows);
        return rows;
    }

    private static double[] row(float[] values, int row, int dimensions) {
        return asDoubles(Arrays.copyOfRange(values, row * dimensions, (row + 1) * dimensions));
    }

    private static double[] asDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
