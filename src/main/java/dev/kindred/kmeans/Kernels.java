package dev.kindred.kmeans;

/** Chooses the kernel once: the vector one where its module is resolved on HotSpot, the plain one everywhere else. */
final class Kernels {

    private static final DistanceKernel BEST = choose();

    private Kernels() {}

    static DistanceKernel best() {
        return BEST;
    }

    private static DistanceKernel choose() {
        boolean nativeImage = System.getProperty("org.graalvm.nativeimage.imagecode") != null;
        // in a native image the Vector API runs, but each operation allocates: 13 times slower than plain loops
        if (nativeImage || ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainKernel();
        }
        try {
            return new WarmingKernel(new VectorKernel());
        } catch (LinkageError e) {
            return new PlainKernel();
        }
    }
}
