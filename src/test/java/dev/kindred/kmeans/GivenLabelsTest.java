package dev.kindred.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.kindred.vector.FloatMatrix;

/** Clusters of others, measured as ours. */
class GivenLabelsTest {

    @ParameterizedTest
    @EnumSource(KMeansMetric.class)
    void theLabelsOfAFitAreMeasuredAsTheFitWas(KMeansMetric metric) {
        FloatMatrix points = FloatMatrix.of(TestPoints.blobs(new Random(1), 3_000, 4, 6, 0.2), 4);
        Clustering fitted = KMeans.fit(points, KMeansOptions.clusters(6).withMetric(metric).withTolerance(0));

        Clustering given = new GivenLabels(points, fitted.labels(), 6, metric, 0).clustering();

        assertThat(given.centroids()).containsExactly(fitted.centroids(), within(2e-6f));
        assertThat(given.sizes()).isEqualTo(fitted.sizes());
        assertThat(given.labels()).isEqualTo(fitted.labels());
        assertThat(given.inertia()).isCloseTo(fitted.inertia(), within(1e-5 * fitted.inertia()));
        assertThat(given.meanDistances()).containsExactly(fitted.meanDistances(), within(1e-5));
        assertThat(given.p99Distances()).containsExactly(fitted.p99Distances(), within(1e-5));
        assertThat(given.daviesBouldin()).isCloseTo(fitted.daviesBouldin(), within(1e-4));
        assertThat(given.calinskiHarabasz())
                .isCloseTo(fitted.calinskiHarabasz(), within(1e-4 * fitted.calinskiHarabasz()));
        assertThat(Silhouette.of(points, given).mean()).isCloseTo(Silhouette.of(points, fitted).mean(), within(1e-6));
    }

    @Test
    void clustersByHand() {
        FloatMatrix points = FloatMatrix.of(new float[]{0, 0, 4, 0, 9, 9, 0, 3}, 2);

        GivenLabels labels = new GivenLabels(points, new int[]{0, 0, 1, 0}, 2, KMeansMetric.EUCLIDEAN, 5);
        Clustering given = labels.clustering();

        assertThat(given.centroids()).containsExactly(4f / 3, 1, 9, 9);
        assertThat(given.sizes()).containsExactly(3, 1);
        // (16/9 + 1) + (64/9 + 1) + (16/9 + 4) = 150/9
        assertThat(given.inertia()).isCloseTo(150.0 / 9, within(1e-5));
        assertThat(given.p99Distances()[0]).isCloseTo(Math.sqrt(64.0 / 9 + 1), within(1e-6));
        assertThat(labels.distance(1)).isCloseTo((float) Math.sqrt(64.0 / 9 + 1), within(1e-6f));
        assertThat(labels.distance(2)).isZero();
        assertThat(given.way()).isEqualTo(Clustering.Way.GIVEN_LABELS);
    }

    @Test
    void oppositeDirectionsHaveTheFirstOfThemAsCentroid() {
        FloatMatrix points = FloatMatrix.of(new float[]{0, 2, 0, -7}, 2);

        assertThat(new GivenLabels(points, new int[]{0, 0}, 1, KMeansMetric.COSINE, 0).clustering().centroids())
                .containsExactly(0, 1);
    }

    @Test
    void aLabelMoreThanRowsIsRefused() {
        assertThatThrownBy(() -> new GivenLabels(FloatMatrix.of(new float[]{1, 2}, 1), new int[3], 1,
                KMeansMetric.EUCLIDEAN, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are 3 labels of 1 clusters for 2 rows; give one label a row");
    }
}
