package dev.kindred.kmeans;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel over {@code jdk.incubator.vector}: points in lanes, so that minima need no reduction across lanes.
 *
 * <p>
 * Vectors of points meet four centroids at a time: enough independent sums to hide the latency of the fused
 * multiply-add, and each value fetched is used several times. No other class may name the vector types, because this one cannot be loaded without the module.
 */
final class VectorKernel implements DistanceKernel {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED.length() > 16
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTEGERS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final int LANES = FLOATS.length();
    private static final int WIDTH = PointTile.WIDTH;

    @Override
    public String name() {
        return "vector-" + FLOATS.vectorBitSize();
    }

    @Override
    public int roundings(int dimensions) {
        return dimensions;
    }

    @Override
    public void scan(PointTile tile, CentroidGroups centroids, int group) {
        int start = centroids.starts[group];
        int slots = centroids.starts[group + 1] - start;
        for (int slot = 0; slot < slots; slot += CentroidGroups.QUAD) {
            products(tile, centroids, start + slot, slot * WIDTH);
        }
        for (int lane = 0; lane < WIDTH; lane += 4 * LANES) {
            minima(tile, lane, slots, ~centroids.positionMask, group * WIDTH + lane);
        }
    }

    private static void products(PointTile tile, CentroidGroups centroids, int slot, int to) {
        if (LANES == 16) {
            fourVectors(tile.columns, 0, tile.dimensions, centroids, slot, tile.sums, to);
        } else {
            for (int lane = 0; lane < WIDTH; lane += 2 * LANES) {
                twoVectors(tile.columns, lane, tile.dimensions, centroids, slot, tile.sums, to + lane);
            }
        }
    }

    /** sums = |c|² − 2x·c of four vectors of points and four centroids: 16 sums in flight, for 32 registers. */
    private static void fourVectors(float[] columns, int lane, int dimensions, CentroidGroups centroids, int slot,
            float[] sums,
            int to) {
        float[] values = centroids.values;
        FloatVector s0 = FloatVector.broadcast(FLOATS, centroids.squares[slot + 0]);
        FloatVector s1 = FloatVector.broadcast(FLOATS, centroids.squares[slot + 1]);
        FloatVector s2 = FloatVector.broadcast(FLOATS, centroids.squares[slot + 2]);
        FloatVector s3 = FloatVector.broadcast(FLOATS, centroids.squares[slot + 3]);
        FloatVector t0 = s0;
        FloatVector t1 = s1;
        FloatVector t2 = s2;
        FloatVector t3 = s3;
        FloatVector u0 = s0;
        FloatVector u1 = s1;
        FloatVector u2 = s2;
        FloatVector u3 = s3;
        FloatVector w0 = s0;
        FloatVector w1 = s1;
        FloatVector w2 = s2;
        FloatVector w3 = s3;
        int from = slot * dimensions;
        for (int column = 0; column < dimensions; column++) {
            int x = column * WIDTH + lane;
            FloatVector a = FloatVector.fromArray(FLOATS, columns, x);
            FloatVector b = FloatVector.fromArray(FLOATS, columns, x + LANES);
            FloatVector c = FloatVector.fromArray(FLOATS, columns, x + 2 * LANES);
            FloatVector d = FloatVector.fromArray(FLOATS, columns, x + 3 * LANES);
            int at = from + column * CentroidGroups.QUAD;
            FloatVector value0 = FloatVector.broadcast(FLOATS, values[at]);
            s0 = a.fma(value0, s0);
            t0 = b.fma(value0, t0);
            u0 = c.fma(value0, u0);
            w0 = d.fma(value0, w0);
            FloatVector value1 = FloatVector.broadcast(FLOATS, values[at + 1]);
            s1 = a.fma(value1, s1);
            t1 = b.fma(value1, t1);
            u1 = c.fma(value1, u1);
            w1 = d.fma(value1, w1);
            FloatVector value2 = FloatVector.broadcast(FLOATS, values[at + 2]);
            s2 = a.fma(value2, s2);
            t2 = b.fma(value2, t2);
            u2 = c.fma(value2, u2);
            w2 = d.fma(value2, w2);
            FloatVector value3 = FloatVector.broadcast(FLOATS, values[at + 3]);
            s3 = a.fma(value3, s3);
            t3 = b.fma(value3, t3);
            u3 = c.fma(value3, u3);
            w3 = d.fma(value3, w3);
        }
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + WIDTH);
        s2.intoArray(sums, to + 2 * WIDTH);
        s3.intoArray(sums, to + 3 * WIDTH);
        t0.intoArray(sums, to + LANES);
        t1.intoArray(sums, to + WIDTH + LANES);
        t2.intoArray(sums, to + 2 * WIDTH + LANES);
        t3.intoArray(sums, to + 3 * WIDTH + LANES);
        u0.intoArray(sums, to + 2 * LANES);
        u1.intoArray(sums, to + WIDTH + 2 * LANES);
        u2.intoArray(sums, to + 2 * WIDTH + 2 * LANES);
        u3.intoArray(sums, to + 3 * WIDTH + 2 * LANES);
        w0.intoArray(sums, to + 3 * LANES);
        w1.intoArray(sums, to + WIDTH + 3 * LANES);
        w2.intoArray(sums, to + 2 * WIDTH + 3 * LANES);
        w3.intoArray(sums, to + 3 * WIDTH + 3 * LANES);
    }

    /** The same for two vectors of points: 8 sums, where there are 16 registers. */
    private static void twoVectors(float[] columns, int lane, int dimensions, CentroidGroups centroids, int slot,
            float[] sums,
            int to) {
        float[] values = centroids.values;
        FloatVector s0 = FloatVector.broadcast(FLOATS, centroids.squares[slot + 0]);
        FloatVector s1 = FloatVector.broadcast(FLOATS, centroids.squares[slot + 1]);
        FloatVector s2 = FloatVector.broadcast(FLOATS, centroids.squares[slot + 2]);
        FloatVector s3 = FloatVector.broadcast(FLOATS, centroids.squares[slot + 3]);
        FloatVector t0 = s0;
        FloatVector t1 = s1;
        FloatVector t2 = s2;
        FloatVector t3 = s3;
        int from = slot * dimensions;
        for (int column = 0; column < dimensions; column++) {
            int x = column * WIDTH + lane;
            FloatVector a = FloatVector.fromArray(FLOATS, columns, x);
            FloatVector b = FloatVector.fromArray(FLOATS, columns, x + LANES);
            int at = from + column * CentroidGroups.QUAD;
            FloatVector value0 = FloatVector.broadcast(FLOATS, values[at]);
            s0 = a.fma(value0, s0);
            t0 = b.fma(value0, t0);
            FloatVector value1 = FloatVector.broadcast(FLOATS, values[at + 1]);
            s1 = a.fma(value1, s1);
            t1 = b.fma(value1, t1);
            FloatVector value2 = FloatVector.broadcast(FLOATS, values[at + 2]);
            s2 = a.fma(value2, s2);
            t2 = b.fma(value2, t2);
            FloatVector value3 = FloatVector.broadcast(FLOATS, values[at + 3]);
            s3 = a.fma(value3, s3);
            t3 = b.fma(value3, t3);
        }
        s0.intoArray(sums, to);
        s1.intoArray(sums, to + WIDTH);
        s2.intoArray(sums, to + 2 * WIDTH);
        s3.intoArray(sums, to + 3 * WIDTH);
        t0.intoArray(sums, to + LANES);
        t1.intoArray(sums, to + WIDTH + LANES);
        t2.intoArray(sums, to + 2 * WIDTH + LANES);
        t3.intoArray(sums, to + 3 * WIDTH + LANES);
    }

    /**
     * The packed minima of four vectors of points. Four in one body, also because HotSpot then compiles it on its own:
     * shorter, it was inlined into ever larger callers until vectors got boxed there, at several times the cost.
     */
    private static void minima(PointTile tile, int lane, int slots, int valueMask, int out) {
        float[] sums = tile.sums;
        float[] offsets = tile.offset;
        IntVector mask = IntVector.broadcast(INTEGERS, valueMask);
        IntVector none = IntVector.broadcast(INTEGERS, PointTile.NONE);
        FloatVector offsetA = FloatVector.fromArray(FLOATS, offsets, lane);
        FloatVector offsetB = FloatVector.fromArray(FLOATS, offsets, lane + LANES);
        FloatVector offsetC = FloatVector.fromArray(FLOATS, offsets, lane + 2 * LANES);
        FloatVector offsetD = FloatVector.fromArray(FLOATS, offsets, lane + 3 * LANES);
        IntVector nearestA = none;
        IntVector secondA = none;
        IntVector nearestB = none;
        IntVector secondB = none;
        IntVector nearestC = none;
        IntVector secondC = none;
        IntVector nearestD = none;
        IntVector secondD = none;
        for (int slot = 0, at = lane; slot < slots; slot++, at += WIDTH) {
            IntVector position = IntVector.broadcast(INTEGERS, slot);
            IntVector a = FloatVector.fromArray(FLOATS, sums, at).add(offsetA).reinterpretAsInts().and(mask)
                    .or(position);
            secondA = secondA.min(nearestA.max(a));
            nearestA = nearestA.min(a);
            IntVector b = FloatVector.fromArray(FLOATS, sums, at + LANES).add(offsetB).reinterpretAsInts().and(mask)
                    .or(position);
            secondB = secondB.min(nearestB.max(b));
            nearestB = nearestB.min(b);
            IntVector c = FloatVector.fromArray(FLOATS, sums, at + 2 * LANES).add(offsetC).reinterpretAsInts().and(mask)
                    .or(position);
            secondC = secondC.min(nearestC.max(c));
            nearestC = nearestC.min(c);
            IntVector d = FloatVector.fromArray(FLOATS, sums, at + 3 * LANES).add(offsetD).reinterpretAsInts().and(mask)
                    .or(position);
            secondD = secondD.min(nearestD.max(d));
            nearestD = nearestD.min(d);
        }
        nearestA.intoArray(tile.nearest, out);
        secondA.intoArray(tile.second, out);
        nearestB.intoArray(tile.nearest, out + LANES);
        secondB.intoArray(tile.second, out + LANES);
        nearestC.intoArray(tile.nearest, out + 2 * LANES);
        secondC.intoArray(tile.second, out + 2 * LANES);
        nearestD.intoArray(tile.nearest, out + 3 * LANES);
        secondD.intoArray(tile.second, out + 3 * LANES);
    }
}
