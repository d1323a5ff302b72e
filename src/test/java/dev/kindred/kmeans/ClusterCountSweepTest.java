package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.kindred.vector.FloatMatrix;

class ClusterCountSweepTest {

    private static final KMeansOptions OPTIONS = KMeansOptions.clusters(1).withRestarts(3);

    @Test
    void clearGroupsAreCounted() {
        Random random = new Random(1);
        float[] points = new float[8000];
        for (int row = 0; row < 4000; row++) {
            points[2 * row] = (float) (20 * (row % 2) + random.nextGaussian());
            points[2 * row + 1] = (float) (20 * (row % 4 / 2) + random.nextGaussian());
        }
        ClusterCountSweep sweep = sweep(points, 2, 2, 7);
        assertEquals(4, sweep.chosen());
        assertEquals(6, sweep.curve().size());
        assertTrue(sweep.reason().startsWith("k = 4 has the highest mean silhouette"), sweep.reason());
        for (int i = 1; i < 6; i++) {
            assertEquals(i + 2, sweep.curve().get(i).clusters());
            assertTrue(sweep.curve().get(i).inertia() < sweep.curve().get(i - 1).inertia());
        }
    }

    @Test
    void theRangeMayStartAtOne() {
        ClusterCountSweep sweep = sweep(new float[]{0, 1, 20, 21, 40, 41}, 1, 1, 4);
        assertEquals(3, sweep.chosen());
    }

    @Test
    void noiseIsCalledNoise() {
        Random random = new Random(2);
        float[] points = new float[40_000];
        for (int i = 0; i < points.length; i++) {
            points[i] = random.nextFloat();
        }
        ClusterCountSweep sweep = sweep(points, 20, 2, 6);
        assertTrue(sweep.reason().startsWith("no k separates the rows clearly"), sweep.reason());
        assertTrue(sweep.chosen() >= 2 && sweep.chosen() <= 6);
    }

    @Test
    void theAutomaticRangeFollowsTheRows() {
        FloatMatrix points = FloatMatrix.of(TestPoints.blobs(new Random(3), 50, 2, 3, 0.1), 2);
        ClusterCountSweep sweep = ClusterCountSweep.automatic(points, null, OPTIONS, Progress.SILENT, () -> false);
        assertEquals(2, sweep.curve().get(0).clusters());
        assertEquals(5, sweep.curve().get(sweep.curve().size() - 1).clusters());
    }

    @Test
    void emptyRangesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> sweep(new float[]{1, 2, 3}, 1, 3, 2));
        assertThrows(IllegalArgumentException.class, () -> sweep(new float[]{1, 2, 3}, 1, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> sweep(new float[]{1, 2, 3}, 1, 2, 4));
    }

    private static ClusterCountSweep sweep(float[] points, int dimensions, int fewest, int most) {
        return ClusterCountSweep.run(FloatMatrix.of(points, dimensions), null, OPTIONS, fewest, most, Progress.SILENT,
                () -> false);
    }
}
