package dev.kindred.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.kindred.assignment.Crossing.Geometry;

class CrossingTest {

    @Test
    void theBorderOfTwoCentresIsInTheirMiddle() {
        Crossing crossing = Crossing.of(new float[]{0, 0, 10, 0}, 0, new float[]{2, 5}, 0, Geometry.PLAIN);

        assertThat(crossing.up()).isCloseTo(3, within(1e-9)); // from 2 to 5
        assertThat(crossing.down()).isNaN();
    }

    @Test
    void theFirstOfSeveralBordersCounts() {
        float[] centroids = {0, 10, 4, -2};

        Crossing crossing = Crossing.of(centroids, 0, new float[]{0.5f}, 0, Geometry.PLAIN);

        assertThat(crossing.up()).isCloseTo(1.5, within(1e-9)); // 2 is between 0 and 4
        assertThat(crossing.down()).isCloseTo(-1.5, within(1e-9)); // -1 is between 0 and -2
    }

    @Test
    void anAxisInWhichTheCentresAreEqualCrossesNothing() {
        Crossing crossing = Crossing.of(new float[]{0, 1, 10, 1}, 0, new float[]{2, 5}, 1, Geometry.PLAIN);

        assertThat(crossing.up()).isNaN();
        assertThat(crossing.down()).isNaN();
    }

    @Test
    void anglesCrossOnTheBisector() {
        // Between the axes; from (3, 1), the second element has to become 3.
        Crossing crossing = Crossing.of(new float[]{1, 0, 0, 1}, 0, new float[]{3, 1}, 1, Geometry.ANGLE);

        assertThat(crossing.up()).isCloseTo(2, within(1e-9));
        assertThat(crossing.down()).isNaN();
    }

    /** Against small steps along the axis, each of which looks for the nearest centre by itself. */
    @ParameterizedTest
    @EnumSource(Geometry.class)
    void stepsFindTheSameBorders(Geometry geometry) {
        Random random = new Random(7);
        int found = 0;
        for (int round = 0; round < 300; round++) {
            float[] centroids = new float[4 * 3];
            for (int i = 0; i < centroids.length; i++) {
                centroids[i] = (float) random.nextGaussian();
            }
            if (geometry == Geometry.ANGLE) {
                normalize(centroids);
            }
            float[] point = {(float) random.nextGaussian(), (float) random.nextGaussian(),
                    (float) random.nextGaussian()};
            int home = nearest(centroids, point, 0, 0, geometry);
            Crossing crossing = Crossing.of(centroids, home, point, 1, geometry);
            requireBorder(centroids, point, crossing.up(), 1, geometry);
            requireBorder(centroids, point, -crossing.down(), -1, geometry);
            found += Double.isNaN(crossing.up()) ? 0 : 1;
        }
        assertThat(found).isGreaterThan(50);
    }

    private static void requireBorder(float[] centroids, float[] point, double border, int sign, Geometry geometry) {
        int home = nearest(centroids, point, 1, 0, geometry);
        double end = Double.isNaN(border) ? 20 : border;
        for (int step = 0; step < 100; step++) {
            assertThat(nearest(centroids, point, 1, sign * end * 0.999 * step / 99, geometry)).isEqualTo(home);
        }
        if (!Double.isNaN(border)) {
            assertThat(nearest(centroids, point, 1, sign * (end * 1.001 + 1e-9), geometry)).isNotEqualTo(home);
        }
    }

    private static void normalize(float[] centroids) {
        for (int at = 0; at < centroids.length; at += 3) {
            double length = Math.sqrt(centroids[at] * centroids[at] + centroids[at + 1] * centroids[at + 1]
                    + centroids[at + 2] * centroids[at + 2]);
            for (int j = 0; j < 3; j++) {
                centroids[at + j] = (float) (centroids[at + j] / length);
            }
        }
    }

    private static int nearest(float[] centroids, float[] point, int axis, double step, Geometry geometry) {
        double[] moved = {point[0], point[1], point[2]};
        moved[axis] += step;
        double length = Math.sqrt(moved[0] * moved[0] + moved[1] * moved[1] + moved[2] * moved[2]);
        int nearest = -1;
        double smallest = Double.POSITIVE_INFINITY;
        for (int cluster = 0; cluster < 4; cluster++) {
            double distance = 0;
            for (int j = 0; j < 3; j++) {
                double element = geometry == Geometry.PLAIN ? moved[j] : moved[j] / length;
                double difference = element - centroids[cluster * 3 + j];
                distance += difference * difference;
            }
            if (distance < smallest) {
                smallest = distance;
                nearest = cluster;
            }
        }
        return nearest;
    }
}
