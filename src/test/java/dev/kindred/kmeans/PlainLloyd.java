package dev.kindred.kmeans;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lloyd's algorithm as the textbook has it, all in double but for the float32 centroids: what the engine must equal. */
final class PlainLloyd {

    final float[] points;
    final float[] weights;
    final int dimensions;
    final int rows;
    float[] centroids;
    int[] labels;

    PlainLloyd(float[] points, float[] weights, int dimensions, float[] start) {
        this.points = points;
        this.weights = weights;
        this.dimensions = dimensions;
        this.rows = points.length / dimensions;
        this.centroids = start.clone();
        this.labels = new int[rows];
    }

    /** Iterates until no label changes or the iterations are used up, and ends on an assignment. */
    int run(int maxIterations) {
        assign();
        for (int iteration = 1; iteration <= maxIterations; iteration++) {
            update();
            int[] before = labels.clone();
            assign();
            if (Arrays.equals(before, labels)) {
                return iteration;
            }
        }
        return maxIterations;
    }

    void assign() {
        for (int row = 0; row < rows; row++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int cluster = 0; cluster < centroids.length / dimensions; cluster++) {
                double square = square(row, cluster);
                if (square < nearest) {
                    nearest = square;
                    labels[row] = cluster;
                }
            }
        }
    }

    void update() {
        double[] sums = new double[centroids.length];
        float[] next = centroids.clone();
        double[] totals = new double[centroids.length / dimensions];
        for (int row = 0; row < rows; row++) {
            double weight = weights == null ? 1 : weights[row];
            totals[labels[row]] += weight;
            for (int column = 0; column < dimensions; column++) {
                sums[labels[row] * dimensions + column] += weight * points[row * dimensions + column];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            if (totals[i / dimensions] > 0) {
                next[i] = (float) (sums[i] / totals[i / dimensions]);
            }
        }
        relocate(next, totals);
        centroids = next;
    }

    /** Puts clusters without weight, the lowest first, on the farthest different rows with weight. */
    private void relocate(float[] next, double[] totals) {
        Integer[] farthestFirst = new Integer[rows];
        Arrays.setAll(farthestFirst, row -> row);
        Arrays.sort(farthestFirst, Comparator.comparingDouble(row -> -square(row, labels[row])));
        Set<List<Float>> taken = new HashSet<>();
        for (int cluster = 0; cluster < totals.length; cluster++) {
            for (int each = 0; totals[cluster] == 0 && each < rows; each++) {
                int row = farthestFirst[each];
                List<Float> place = new ArrayList<>();
                for (int column = 0; column < dimensions; column++) {
                    place.add(points[row * dimensions + column]);
                }
                if ((weights == null || weights[row] > 0) && square(row, labels[row]) > 0 && taken.add(place)) {
                    System.arraycopy(points, row * dimensions, next, cluster * dimensions, dimensions);
                    totals[cluster] = 1;
                }
            }
        }
    }

    double square(int row, int cluster) {
        double square = 0;
        for (int column = 0; column < dimensions; column++) {
            double difference = (double) points[row * dimensions + column] - centroids[cluster * dimensions + column];
            square += difference * difference;
        }
        return square;
    }

    double inertia() {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += (weights == null ? 1 : weights[row]) * square(row, labels[row]);
        }
        return sum;
    }
}
