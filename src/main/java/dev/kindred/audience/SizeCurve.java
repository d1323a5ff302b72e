package dev.kindred.audience;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How well the seeds find their like: a fifth of them, chosen at random, is held out and put among the candidates, and the
 * ranking is made with the others alone.
 *
 * @param reason     why there is no curve; null where there is one
 * @param heldOut    how many seeds were to be found
 * @param candidates among how many, the held-out ones included
 * @param points     ascending; null where there is no curve
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SizeCurve(@Schema(nullable = true, description = "Why there is no curve") String reason,
        @Schema(examples = "40", nullable = true,
                description = "Seeds held out, which the others should find") Integer heldOut,
        @Schema(examples = "999840", nullable = true, description = "Among how many they were sought") Long candidates,
        List<Point> points) {

    private static final double[] SHARES_OF_SIZE = {0.1, 0.25, 0.5, 1, 2, 5};

    /** One size of audience. */
    @RegisterForReflection
    @Schema(name = "SizeCurvePoint")
    public record Point(@Schema(examples = "10000") int size,
            @Schema(examples = "0.65",
                    description = "The share of held-out seeds within the best so many") double recovery,
            @Schema(examples = "65",
                    description = "The recovery by that of a random choice of the same size") double lift) {}

    static SizeCurve none(String reason) {
        return new SizeCurve(reason, null, null, null);
    }

    /** The sizes of interest, ascending. */
    static int[] sizes(int size, long candidates) {
        return DoubleStream.of(SHARES_OF_SIZE).mapToLong(share -> Math.round(share * size))
                .map(some -> Math.max(1, Math.min(some, candidates))).mapToInt(Math::toIntExact).distinct().toArray();
    }

    /**
     * Measures a ranking that was made without the held-out seeds.
     *
     * @param held    their ids, ascending
     * @param ranking at least as long as the greatest size
     */
    static SizeCurve of(long[] held, Ranking ranking, int[] sizes, long candidates) {
        int[] foundBy = IntStream.range(0, ranking.size())
                .filter(place -> Arrays.binarySearch(held, ranking.ids()[place]) >= 0).toArray();
        List<Point> points = IntStream.of(sizes).mapToObj(size -> {
            long found = IntStream.of(foundBy).filter(place -> place < size).count();
            double recovery = (double) found / held.length;
            return new Point(size, recovery, recovery / ((double) size / candidates));
        }).toList();
        return new SizeCurve(null, held.length, candidates, points);
    }
}
