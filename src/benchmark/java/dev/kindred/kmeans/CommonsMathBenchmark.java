package dev.kindred.kmeans;

import dev.kindred.vector.FloatMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One k-means++ start to convergence, 100,000 × 16 points in 16 overlapping groups: ours and commons-math3's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(value = 1, jvmArgs = "--add-modules=jdk.incubator.vector")
public class CommonsMathBenchmark {

    private static final int ROWS = 100_000;
    private static final int DIMENSIONS = 16;
    private static final int CLUSTERS = 16;

    private FloatMatrix ours;
    private List<DoublePoint> theirs;

    @Setup(Level.Trial)
    public void points() {
        Random random = new Random(1);
        double[] centres = new double[CLUSTERS * DIMENSIONS];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = random.nextGaussian();
        }
        float[] values = new float[ROWS * DIMENSIONS];
        theirs = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            int centre = random.nextInt(CLUSTERS) * DIMENSIONS;
            double[] point = new double[DIMENSIONS];
            for (int column = 0; column < DIMENSIONS; column++) {
                values[row * DIMENSIONS + column] = (float) (centres[centre + column] + random.nextGaussian());
                point[column] = values[row * DIMENSIONS + column];
            }
            theirs.add(new DoublePoint(point));
        }
        ours = FloatMatrix.of(values, DIMENSIONS);
    }

    @Benchmark
    public Clustering kindred() {
        return KMeans.fit(ours, KMeansOptions.clusters(CLUSTERS).withRestarts(1).withTolerance(0));
    }

    @Benchmark
    public List<CentroidCluster<DoublePoint>> commonsMath() {
        return new KMeansPlusPlusClusterer<DoublePoint>(CLUSTERS, 300, new EuclideanDistance(), new Well19937c(1))
                .cluster(theirs);
    }
}
