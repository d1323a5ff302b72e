package dev.kindred.assignment;

/**
 * Where a point that moves along one axis gets another nearest centroid: the smallest steps down and up, NaN where there is
 * none.
 * <p>
 * With q the point, a its nearest centroid, c another one and t the step along axis j, a stays nearer than c as long as
 * {@code u + v t + w |q + t e_j| > 0}, where
 * <ul>
 * <li>of euclidean distances, u = |q − c|² − |q − a|², v = 2 (a_j − c_j), w = 0;
 * <li>of angles to centroids of length 1, u = q·a − q·c, v = a_j − c_j, w = 0, for the length of q + t e_j is that of both;
 * <li>of euclidean distances from (q + t e_j) / |q + t e_j|, u = 2 (q·a − q·c), v = 2 (a_j − c_j), w = |c|² − |a|².
 * </ul>
 */
record Crossing(double down, double up) {

    /** What the point's distances are. */
    enum Geometry {
        /** Euclidean. */
        PLAIN,
        /** By the angle to centroids of length 1. */
        ANGLE,
        /** Euclidean, after the point was divided by its length. */
        NORMALIZED
    }

    /**
     * Solves it for all other centroids.
     *
     * @param centroids k x d, row-major
     */
    static Crossing of(float[] centroids, int nearest, float[] point, int axis, Geometry geometry) {
        Crossing first = new Crossing(Double.NaN, Double.NaN);
        for (int other = 0; other < centroids.length / point.length; other++) {
            if (other != nearest) {
                double[] steps = steps(centroids, nearest, other, point, axis, geometry);
                for (double step : steps) {
                    first = first.with(step);
                }
            }
        }
        return first;
    }

    private Crossing with(double step) {
        if (step > 0 && !(step >= up)) {
            return new Crossing(down, step);
        }
        return step < 0 && !(step <= down) ? new Crossing(step, up) : this;
    }

    private static double[] steps(float[] centroids, int nearest, int other, float[] q, int axis, Geometry geometry) {
        double ofA = 0;
        double ofC = 0;
        double lengthA = 0;
        double lengthC = 0;
        double length = 0;
        for (int j = 0; j < q.length; j++) {
            double a = centroids[nearest * q.length + j];
            double c = centroids[other * q.length + j];
            ofA += geometry == Geometry.PLAIN ? (q[j] - a) * (q[j] - a) : q[j] * a;
            ofC += geometry == Geometry.PLAIN ? (q[j] - c) * (q[j] - c) : q[j] * c;
            lengthA += a * a;
            lengthC += c * c;
            length += (double) q[j] * q[j];
        }
        double slope = (double) centroids[nearest * q.length + axis] - centroids[other * q.length + axis];
        return switch (geometry) {
            case PLAIN -> line(ofC - ofA, 2 * slope);
            case ANGLE -> line(ofA - ofC, slope);
            case NORMALIZED -> curve(2 * (ofA - ofC), 2 * slope, lengthC - lengthA, length, q[axis]);
        };
    }

    private static double[] line(double u, double v) {
        if (v == 0) {
            return new double[0];
        }
        // A point in the middle crosses with the first step to one side.
        return new double[]{u == 0 ? Math.copySign(Double.MIN_VALUE, -v) : -u / v};
    }

    /** Squared, u + v t = −w |q + t e_j| is quadratic in t; of its roots those count where the signs are opposite. */
    private static double[] curve(double u, double v, double w, double length, double element) {
        if (w == 0) {
            return line(u, v);
        }
        double square = w * w - v * v;
        double half = w * w * element - u * v;
        double constant = w * w * length - u * u;
        double discriminant = half * half - square * constant;
        if (discriminant < 0) {
            return new double[0];
        }
        // The two forms of the quadratic formula, so that no difference of nearly equal numbers decides.
        double root = -(half + Math.copySign(Math.sqrt(discriminant), half));
        double one = square == 0 ? Double.NaN : root / square;
        double two = root == 0 ? Double.NaN : constant / root;
        return new double[]{isRoot(one, u, v, w) ? one : Double.NaN, isRoot(two, u, v, w) ? two : Double.NaN};
    }

    private static boolean isRoot(double t, double u, double v, double w) {
        return (u + v * t) * w < 0;
    }
}
