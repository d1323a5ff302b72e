package dev.kindred.model;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kindred.kmeans.KMeansAlgorithm;
import dev.kindred.problem.Invalid;

/** What can cluster a table's rows, by the words of a request. */
enum Algorithm {

    /** k-means by Lloyd's algorithm, or what stands in for it in quick mode. */
    EXACT("clusters and the like"),

    /** k-means by random batches. */
    MINIBATCH("clusters and the like"),

    /** By density within a radius. */
    DBSCAN("epsilon and minPoints"),

    /** By density, over all radii. */
    HDBSCAN("minClusterSize and minPoints");

    private static final String K_MEANS = "exact and minibatch, which are k-means";

    private final String takes;

    Algorithm(String takes) {
        this.takes = takes;
    }

    /** Of a request, or {@link Invalid} where there is no such algorithm or an option belongs to another one. */
    static Algorithm of(NewModel wanted) {
        Algorithm algorithm = TrainingOptions.parse(Algorithm.class, "algorithm", wanted.algorithm(), EXACT);
        boolean isKMeans = algorithm.isKMeans();
        algorithm.require(isKMeans, "clusters", K_MEANS, isNull(wanted.clusters()) ? null : wanted.clusters());
        algorithm.require(isKMeans, "initialization", K_MEANS, wanted.initialization());
        algorithm.require(isKMeans, "startFrom", K_MEANS, wanted.startFrom());
        algorithm.require(isKMeans, "restarts", K_MEANS, wanted.restarts());
        algorithm.require(isKMeans, "maxIterations", K_MEANS, wanted.maxIterations());
        algorithm.require(isKMeans, "tolerance", K_MEANS, wanted.tolerance());
        algorithm.require(isKMeans, "weights", K_MEANS, wanted.weights());
        algorithm.require(isKMeans, "mode", K_MEANS, wanted.mode());
        algorithm.require(algorithm == DBSCAN, "epsilon", "dbscan", wanted.epsilon());
        algorithm.require(algorithm == HDBSCAN, "minClusterSize", "hdbscan", wanted.minClusterSize());
        algorithm.require(!isKMeans, "minPoints", "dbscan and hdbscan", wanted.minPoints());
        return algorithm;
    }

    private static boolean isNull(JsonNode json) {
        return json == null || json.isNull();
    }

    private void require(boolean isIts, String option, String owners, Object value) {
        if (!isIts && value != null) {
            throw new Invalid("%s is an option of %s; the algorithm %s takes %s.".formatted(option, owners,
                    TrainingOptions.word(this), takes));
        }
    }

    boolean isKMeans() {
        return this == EXACT || this == MINIBATCH;
    }

    /** Of k-means. */
    KMeansAlgorithm engine() {
        return KMeansAlgorithm.valueOf(name());
    }
}
