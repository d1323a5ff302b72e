package dev.kindred.customer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A value that a customer lacks and its neighbours have.
 *
 * @param share     the weights of the neighbours that have it, of the weights of all neighbours
 * @param neighbors how many have it
 */
@Schema(name = "Recommendation")
public record Recommendation(@Schema(examples = "espresso-cups") String value,
        @Schema(examples = "0.62", description = "Weights of the neighbours that have it, of the weights of all "
                + "neighbours; a neighbour's weight is 1 / (0.1 + distance)") double share,
        @Schema(examples = "31", description = "How many have it") int neighbors) {

    private static final Comparator<Recommendation> LARGEST_FIRST = Comparator.comparingDouble(Recommendation::share)
            .reversed().thenComparing(Recommendation::value);

    /** Counts the values of one neighbour after the other. */
    static final class Ranking {

        /**
         * Keeps the weight of a twin finite: ten, against nearly one at distance 1, which is a standard deviation where
         * features are z-scores.
         */
        private static final double EPSILON = 0.1;

        private final Map<String, Support> supports = new HashMap<>();
        private double weights;

        private static final class Support {
            private double weight;
            private int neighbors;
        }

        /** Counts a neighbour in, with all that it has; that may be nothing. */
        void add(double distance, Set<String> values) {
            double weight = 1 / (EPSILON + distance);
            weights += weight;
            for (String value : values) {
                Support support = supports.computeIfAbsent(value, unseen -> new Support());
                support.weight += weight;
                support.neighbors++;
            }
        }

        /** The values with the largest shares, without those that are owned already. */
        List<Recommendation> best(int limit, Set<String> owned) {
            List<Recommendation> lacking = new ArrayList<>();
            supports.forEach((value, support) -> {
                if (!owned.contains(value)) {
                    lacking.add(new Recommendation(value, support.weight / weights, support.neighbors));
                }
            });
            lacking.sort(LARGEST_FIRST);
            return lacking.subList(0, Math.min(limit, lacking.size()));
        }
    }
}
