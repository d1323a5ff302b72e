package dev.kindred.kmeans;

import dev.kindred.vector.FloatMatrix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Fits on request, so that {@code compare.py} can alternate our fits with scikit-learn's in one run.
 *
 * <p>
 * A request is a line {@code points start dimensions clusters iterations}: two files of little-endian float32, the second
 * {@code -} for the default start with 10 restarts and tolerance 1e-4. The answer is a line
 * {@code seconds cpuSeconds iterations inertia kernel}.
 */
public final class FitServer {

    private FitServer() {
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            FloatMatrix points = FloatMatrix.of(read(words[0]), Integer.parseInt(words[2]));
            KMeansOptions options = KMeansOptions.clusters(Integer.parseInt(words[3]));
            if (!words[1].equals("-")) {
                options = options.withStart(read(words[1])).withTolerance(0).withMaxIterations(Integer.parseInt(words[4]));
            }
            long cpu = cpuNanos();
            long start = System.nanoTime();
            Clustering clustering = KMeans.fit(points, options);
            out.printf(Locale.ROOT, "%.4f %.4f %d %.9g %s%n", (System.nanoTime() - start) / 1e9, (cpuNanos() - cpu) / 1e9,
                    clustering.iterations(), clustering.inertia(), clustering.kernel());
            out.flush();
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static float[] read(String file) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(file))) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return values;
        }
    }
}
