package dev.kindred.neighbor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.recipe.Block;

/**
 * How a distance comes about: what each feature adds to it.
 *
 * @param sumsTo  what the terms add up to
 * @param terms   one a feature, in the recipe's order
 * @param largest the feature with the largest term, by its size without the sign; null where all terms are zero
 */
@RegisterForReflection
public record Explanation(
        @Schema(examples = "squared_distance", enumeration = {
                "squared_distance", "distance"},
                description = "What the terms add up to: the squared distance (l2) or the distance") String sumsTo,
        @Schema(description = "What each feature of the recipe adds") List<Term> terms,
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(examples = "income",
                description = "The feature with the largest term; absent where all are zero") String largest){

    /** What one feature adds to the distance. */
    @RegisterForReflection
    @Schema(name = "ExplanationTerm")
    public record Term(
            @Schema(examples = "income") String feature,
            @Schema(examples = "0.12", description = "l2: (x−y)² summed over the feature's elements; l1: |x−y|; "
                    + "inner_product: −x·y; cosine: ½(x−y)² of the vectors scaled to length 1") double term,
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(examples = "0.4", description = "Of the sum; absent under inner_product, whose terms have signs, "
                    + "and where all terms are zero") Double share,
            @Schema(examples = "52000",
                    description = "The value of the one asked about, as stored; null where unknown") Object asked,
            @Schema(examples = "47500",
                    description = "The neighbour's value") Object neighbor) {}

    /** One of the two that are compared: its vector, and its values in original units, one a feature. */
    public record Side(float[] vector, Object[] values) {}

    /**
     * Splits the distance of two vectors by feature.
     *
     * @param blocks which elements belong to which feature, in the order of the values
     */
    public static Explanation of(Metric metric, List<Block> blocks, Side asked, Side neighbor) {
        double[] amounts = amounts(metric, blocks, asked.vector, neighbor.vector);
        double sum = 0;
        for (double amount : amounts) {
            sum += amount;
        }
        boolean hasShares = metric != Metric.INNER_PRODUCT && sum > 0;
        List<Term> terms = new ArrayList<>(amounts.length);
        for (int i = 0; i < amounts.length; i++) {
            terms.add(new Term(blocks.get(i).feature(), amounts[i], hasShares ? amounts[i] / sum : null,
                    asked.values[i], neighbor.values[i]));
        }
        return new Explanation(metric == Metric.L2 ? "squared_distance" : "distance", terms, largest(terms));
    }

    private static String largest(List<Term> terms) {
        return terms.stream().max(Comparator.comparingDouble(term -> Math.abs(term.term)))
                .filter(term -> term.term != 0).map(Term::feature).orElse(null);
    }

    private static double[] amounts(Metric metric, List<Block> blocks, float[] x, float[] y) {
        // Only the cosine looks at directions alone.
        double lengthOfX = metric == Metric.COSINE ? length(x) : 1;
        double lengthOfY = metric == Metric.COSINE ? length(y) : 1;
        double[] amounts = new double[blocks.size()];
        for (int i = 0; i < amounts.length; i++) {
            Block block = blocks.get(i);
            for (int j = block.start(); j < block.start() + block.length(); j++) {
                amounts[i] += amount(metric, x[j] / lengthOfX, y[j] / lengthOfY);
            }
        }
        return amounts;
    }

    private static double amount(Metric metric, double x, double y) {
        double difference = x - y;
        return switch (metric) {
            case L2 -> difference * difference;
            case L1 -> Math.abs(difference);
            case COSINE -> difference * difference / 2;
            // Without 0 −, a product of zero would become −0.
            case INNER_PRODUCT -> 0 - x * y;
        };
    }

    private static double length(float[] vector) {
        double squares = 0;
        for (float element : vector) {
            squares += (double) element * element;
        }
        return Math.sqrt(squares);
    }
}
