package dev.kindred.kmeans;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

import dev.kindred.vector.FloatMatrix;

/**
 * Lloyd's k-means (S. Lloyd, Least squares quantization in PCM, 1982) from k-means++ starts (D. Arthur,
 * S. Vassilvitskii, 2007).
 */
public final class KMeans {

    private final FloatMatrix points;
    private final KMeansOptions options;
    private final float[] mean;
    private final int dimensions;

    private KMeans(FloatMatrix points, KMeansOptions options) {
        this.points = points;
        this.options = options;
        this.dimensions = points.dimensions();
        this.mean = mean(points);
    }

    /**
     * Clusters the points.
     *
     * @param points n × d; centred in place on their mean, so the caller must not use them afterwards
     * @throws IllegalArgumentException if there are fewer distinct points than clusters
     */
    public static Clustering fit(FloatMatrix points, KMeansOptions options) {
        if (options.clusters() < 1) {
            throw new IllegalArgumentException("clusters must be at least 1, but was " + options.clusters());
        }
        requireDistinct(points, options.clusters());
        return new KMeans(points, options).run();
    }

    private static void requireDistinct(FloatMatrix points, int clusters) {
        Set<FloatBuffer> distinct = new HashSet<>();
        for (int row = 0; row < points.rows() && distinct.size() < clusters; row++) {
            float[] values = points.row(row);
            for (int j = 0; j < values.length; j++) {
                values[j] += 0f; // -0 and 0 are the same point
            }
            distinct.add(FloatBuffer.wrap(values));
        }
        if (distinct.size() < clusters) {
            throw new IllegalArgumentException("clusters must be at most the number of distinct rows, %d, but was %d"
                    .formatted(distinct.size(), clusters));
        }
    }

    private Clustering run() {
        centre();
        RandomGenerator random = new Well19937c(options.seed());
        Run best = null;
        for (int restart = 0; restart < options.restarts(); restart++) {
            Run run = new Run(plusPlus(random));
            run.iterate();
            if (best == null || run.inertia < best.inertia) {
                best = run;
            }
        }
        return finish(best);
    }

    private static float[] mean(FloatMatrix points) {
        double[] sum = new double[points.dimensions()];
        for (int i = 0; i < points.rows(); i++) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += points.values()[i * sum.length + j];
            }
        }
        float[] mean = new float[sum.length];
        for (int j = 0; j < sum.length; j++) {
            mean[j] = (float) (sum[j] / points.rows());
        }
        return mean;
    }

    private void centre() {
        for (int i = 0; i < points.rows(); i++) {
            for (int j = 0; j < dimensions; j++) {
                points.values()[i * dimensions + j] -= mean[j];
            }
        }
    }

    private float[] plusPlus(RandomGenerator random) {
        float[] centroids = new float[options.clusters() * dimensions];
        double[] distances = new double[points.rows()];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        int chosen = random.nextInt(points.rows());
        for (int cluster = 0; cluster < options.clusters(); cluster++) {
            System.arraycopy(points.values(), chosen * dimensions, centroids, cluster * dimensions, dimensions);
            double total = 0;
            for (int i = 0; i < distances.length; i++) {
                distances[i] = Math.min(distances[i], squaredDistance(i, centroids, cluster));
                total += distances[i];
            }
            chosen = draw(distances, random.nextDouble() * total);
        }
        return centroids;
    }

    private static int draw(double[] weights, double target) {
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                target -= weights[i];
                if (target < 0) {
                    break;
                }
            }
        }
        return last;
    }

    private double squaredDistance(int row, float[] centroids, int cluster) {
        double sum = 0;
        for (int j = 0; j < dimensions; j++) {
            double difference = points.values()[row * dimensions + j] - centroids[cluster * dimensions + j];
            sum += difference * difference;
        }
        return sum;
    }

    private Clustering finish(Run best) {
        float[] centroids = new float[best.centroids.length];
        for (int i = 0; i < centroids.length; i++) {
            centroids[i] = best.centroids[i] + mean[i % dimensions];
            best.centroids[i] = centroids[i] - mean[i % dimensions]; // what is left after rounding to float32
        }
        best.assign();
        return new Clustering(options.clusters(), dimensions, centroids, best.sizes, best.inertia, best.iterations);
    }

    /** One start and what became of it. */
    private final class Run {
        private final float[] centroids;
        private final int[] labels = new int[points.rows()];
        private final double[] distances = new double[points.rows()];
        private final long[] sizes = new long[options.clusters()];
        private double inertia;
        private int iterations;

        Run(float[] centroids) {
            this.centroids = centroids;
            Arrays.fill(labels, -1);
        }

        void iterate() {
            double threshold = options.tolerance() * meanVariance();
            boolean moved = assign();
            double shift = Double.POSITIVE_INFINITY;
            while (moved && shift > threshold && iterations < options.maxIterations()) {
                shift = update();
                moved = assign();
                iterations++;
            }
        }

        private double meanVariance() {
            double sum = 0;
            for (int i = 0; i < points.rows() * dimensions; i++) {
                sum += points.values()[i] * points.values()[i];
            }
            return sum / points.rows() / dimensions;
        }

        private boolean assign() {
            Arrays.fill(sizes, 0);
            inertia = 0;
            boolean moved = false;
            for (int i = 0; i < labels.length; i++) {
                int nearest = 0;
                double smallest = Double.POSITIVE_INFINITY;
                for (int cluster = 0; cluster < options.clusters(); cluster++) {
                    double distance = squaredDistance(i, centroids, cluster);
                    if (distance < smallest) {
                        smallest = distance;
                        nearest = cluster;
                    }
                }
                moved |= labels[i] != nearest;
                labels[i] = nearest;
                distances[i] = smallest;
                inertia += smallest;
                sizes[nearest]++;
            }
            return moved;
        }

        private double update() {
            double[] sums = new double[centroids.length];
            relocateEmpty();
            for (int i = 0; i < labels.length; i++) {
                for (int j = 0; j < dimensions; j++) {
                    sums[labels[i] * dimensions + j] += points.values()[i * dimensions + j];
                }
            }
            double shift = 0;
            for (int i = 0; i < sums.length; i++) {
                float moved = (float) (sums[i] / sizes[i / dimensions]);
                shift += (moved - centroids[i]) * (double) (moved - centroids[i]);
                centroids[i] = moved;
            }
            return shift;
        }

        /** An empty cluster takes the farthest point of those in clusters that can spare one. */
        private void relocateEmpty() {
            for (int cluster = 0; cluster < sizes.length; cluster++) {
                if (sizes[cluster] > 0) {
                    continue;
                }
                int farthest = -1;
                for (int i = 0; i < labels.length; i++) {
                    if (sizes[labels[i]] > 1 && (farthest < 0 || distances[i] > distances[farthest])) {
                        farthest = i;
                    }
                }
                sizes[labels[farthest]]--;
                labels[farthest] = cluster;
                sizes[cluster] = 1;
                distances[farthest] = 0;
            }
        }
    }
}
