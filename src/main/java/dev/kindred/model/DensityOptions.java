package dev.kindred.model;

import dev.kindred.kmeans.KMeansMetric;
import dev.kindred.problem.Invalid;

/**
 * What a clustering by density is asked for.
 *
 * @param seed           decides which rows the silhouette is computed on; nothing else is random
 * @param epsilon        only of dbscan, else null
 * @param minClusterSize only of hdbscan, else null
 */
record DensityOptions(Algorithm algorithm, KMeansMetric metric, long seed, Double epsilon, int minPoints,
        Integer minClusterSize) {

    private static final int MIN_POINTS = 5;
    private static final int LARGEST_COSINE_DISTANCE = 2;

    static DensityOptions of(NewModel wanted) {
        Algorithm algorithm = Algorithm.of(wanted);
        KMeansMetric metric = TrainingOptions.parse(KMeansMetric.class, "metric", wanted.metric(),
                KMeansMetric.EUCLIDEAN);
        if (algorithm == Algorithm.DBSCAN && wanted.epsilon() == null) {
            throw new Invalid("dbscan needs epsilon: how near rows are that count as neighbours.");
        }
        if (algorithm == Algorithm.HDBSCAN && wanted.minClusterSize() == null) {
            throw new Invalid("hdbscan needs minClusterSize: the fewest rows that are a cluster rather than noise.");
        }
        if (metric == KMeansMetric.COSINE && wanted.epsilon() != null && wanted.epsilon() > LARGEST_COSINE_DISTANCE) {
            throw new Invalid("Under cosine epsilon is 1 - cos, so at most 2, but was %s.".formatted(wanted.epsilon()));
        }
        return new DensityOptions(algorithm, metric, wanted.seed() == null ? 0 : wanted.seed(), wanted.epsilon(),
                wanted.minPoints() == null ? MIN_POINTS : wanted.minPoints(), wanted.minClusterSize());
    }

    boolean isCosine() {
        return metric == KMeansMetric.COSINE;
    }

    ModelOptions stored() {
        return new ModelOptions(seed, TrainingOptions.word(metric), TrainingOptions.word(algorithm), null, null, null,
                null,
                null, null, "full", epsilon, minPoints, minClusterSize);
    }
}
