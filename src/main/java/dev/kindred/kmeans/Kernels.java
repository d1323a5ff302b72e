package dev.kindred.kmeans;

/** Chooses the kernel once: the vector one where its module is resolved on HotSpot, the plain one everywhere else. */
final class Kernels {

    private static final DistanceKernel BEST = choose();

    private Kernels() {}

    static DistanceKernel best() {
        return BEST;
    }

    private static DistanceKernel choose() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainKernel();
        }
        try {
            // By name, so that a native image, which links all classes it can see a use of, never meets the Vector API:
            // it would run there, but each operation allocates, 13 times slower than plain loops. The class is then not
            // found. A substitution for native images would need GraalVM's annotations in a plain library.
            String name = Kernels.class.getPackageName() + ".VectorKernel";
            Class<?> kernel = Class.forName(name, true, Kernels.class.getClassLoader());
            return new WarmingKernel((DistanceKernel) kernel.getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError notHere) {
            return new PlainKernel();
        }
    }
}
