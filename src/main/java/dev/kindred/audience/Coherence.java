package dev.kindred.audience;

import java.util.Locale;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.neighbor.Metric;

/**
 * How alike the seeds are.
 *
 * @param metric    in which it is measured: the audience's, or l2 where that is inner_product, which is no distance
 * @param seeds     mean distance of the seeds to their centre; null where under cosine they have none
 * @param customers mean distance of random customers to the same centre
 * @param ratio     of these two; null where the customers are no farther than 0 away
 * @param words     what that means
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Coherence(@Schema(examples = "l2") String metric,
        @Schema(examples = "0.71", nullable = true,
                description = "Mean distance of the seeds to their centre") Double seeds,
        @Schema(examples = "2.36", nullable = true,
                description = "Mean distance of random customers to that centre") Double customers,
        @Schema(examples = "0.3", nullable = true, description = "The first by the second") Double ratio,
        @Schema(examples = "The seeds are much alike: 0.30 of the distance of random customers from their centre.") String words) {

    /** From half the customers' distance on nobody would speak of one kind of customers. */
    private static final double ALIKE = 0.5;
    private static final double SOMEWHAT_ALIKE = 0.8;

    static Coherence of(Vectors seeds, Vectors sample, Metric asked) {
        Metric metric = asked == Metric.INNER_PRODUCT ? Metric.L2 : asked;
        Vectors comparable = metric == Metric.COSINE ? sample.withDirection() : sample;
        return seeds.centre(metric).map(centre -> of(seeds, comparable, metric, centre))
                .orElseGet(() -> new Coherence(metric.code(), null, null, null,
                        "The seeds lie in opposite directions and have no centre."));
    }

    private static Coherence of(Vectors seeds, Vectors sample, Metric metric, float[] centre) {
        double own = mean(seeds, centre, metric);
        double others = mean(sample, centre, metric);
        Double ratio = others > 0 ? Double.valueOf(own / others) : null;
        return new Coherence(metric.code(), own, others, ratio, words(ratio));
    }

    private static double mean(Vectors vectors, float[] centre, Metric metric) {
        double sum = 0;
        for (int row = 0; row < vectors.count(); row++) {
            sum += distance(vectors.values(), row * vectors.dimensions(), centre, metric);
        }
        return vectors.count() == 0 ? 0 : sum / vectors.count();
    }

    private static double distance(float[] values, int from, float[] centre, Metric metric) {
        double squares = 0;
        double absolute = 0;
        double product = 0;
        double lengths = 0;
        double centreLengths = 0;
        for (int column = 0; column < centre.length; column++) {
            double x = values[from + column];
            double c = centre[column];
            squares += (x - c) * (x - c);
            absolute += Math.abs(x - c);
            product += x * c;
            lengths += x * x;
            centreLengths += c * c;
        }
        return switch (metric) {
            case L1 -> absolute;
            case COSINE -> Math.max(0, 1 - product / Math.sqrt(lengths * centreLengths)); // but for rounding
            default -> Math.sqrt(squares);
        };
    }

    private static String words(Double ratio) {
        if (ratio == null) {
            return "Seeds and customers are all the same, so the seeds tell nothing.";
        }
        String how = ratio < ALIKE ? "much alike" : ratio < SOMEWHAT_ALIKE ? "somewhat alike" : "hardly alike";
        return String.format(Locale.ROOT,
                "The seeds are %s: %.2f of the distance of random customers from their centre.", how, ratio);
    }
}
