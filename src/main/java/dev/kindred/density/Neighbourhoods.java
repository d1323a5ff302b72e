package dev.kindred.density;

/**
 * Which points are within a radius of a point: |x − y|² ≤ ε² in double. Most are told apart in float32, whose error is
 * bounded; only the close calls are computed again.
 */
final class Neighbourhoods {

    /** Twice the error of {@link PointBlocks#squares}, for the rounding of the limits themselves. */
    private static final double ROUNDING = 0x1p-23;

    /** Beneath this a float32 loses digits; far below any distance between floats that are not tiny themselves. */
    private static final double TINY = 0x1p-120;

    /** Beyond every square of a distance between floats, and far enough from where a double overflows. */
    private static final double LARGEST = 1e200;

    final PointBlocks points;
    private final double square;
    private final float surelyWithin;
    private final float surelyOutside;

    /** @param square of the radius */
    Neighbourhoods(PointBlocks points, double square) {
        this.points = points;
        this.square = Math.min(square, LARGEST);
        double error = this.square * (points.dimensions + 4) * ROUNDING + TINY;
        surelyWithin = Math.nextDown((float) (this.square - error));
        surelyOutside = Math.nextUp((float) (this.square + error));
    }

    /** Whether some point of one block may be within the radius of one of the other. */
    boolean mayTouch(int block, int other) {
        return mayBeWithin(points.gap(block, other));
    }

    /** The same of a point. */
    boolean mayTouch(float[] point, int block) {
        return mayBeWithin(points.gap(point, block));
    }

    /** Gaps between boxes are rounded too. */
    private boolean mayBeWithin(double gap) {
        return gap * (1 - 1e-9) <= square;
    }

    /**
     * The points of a block within the radius.
     *
     * @param scratch 64 long
     * @return a bit for each of the block's 64 lanes
     */
    long within(float[] point, int block, float[] scratch) {
        points.squares(point, block, scratch);
        long found = 0;
        for (int lane = 0; lane < PointBlocks.WIDTH; lane++) {
            // Beyond the last point it is NaN, of which both are false.
            if (scratch[lane] < surelyWithin
                    || scratch[lane] < surelyOutside
                            && points.square(point, block * PointBlocks.WIDTH + lane) <= square) {
                found |= 1L << lane;
            }
        }
        return found;
    }
}
