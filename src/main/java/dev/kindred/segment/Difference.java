package dev.kindred.segment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.recipe.Element;

/** In what a segment differs from everyone. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SegmentDifference")
public record Difference(
        @Schema(examples = "gender") String feature,
        @Schema(examples = "female", nullable = true,
                description = "Of a category; absent for other features") String category,
        @Schema(examples = "1.4",
                description = "(mean in the segment − mean of all) / standard deviation of all, as encoded") double effect,
        @Schema(examples = "0.8", nullable = true,
                description = "In the segment, in original units; of booleans and categories a share") Double here,
        @Schema(examples = "0.5", nullable = true,
                description = "The same of all rows. Both are read from the mean vector, so of a number encoded as log they are "
                        + "the value of the mean logarithm, which is not the plain mean") Double everyone,
        @Schema(examples = "mostly female: 80 % against 50 %") String words) {

    private static final int MOST = 5;

    /** Less than that nobody would see. */
    private static final double LEAST_EFFECT = 0.1;

    /** The strongest, at most one a feature. */
    static List<Difference> of(List<Trait> traits, Map<String, Object> here, Map<String, Object> everyone) {
        List<Difference> differences = new ArrayList<>();
        Set<String> features = new HashSet<>();
        for (Trait trait : traits) {
            if (differences.size() < MOST && Math.abs(trait.effect()) >= LEAST_EFFECT
                    && features.add(trait.element().feature())) {
                differences.add(of(trait, trait.of(here), trait.of(everyone)));
            }
        }
        return differences;
    }

    private static Difference of(Trait trait, Double here, Double everyone) {
        Element element = trait.element();
        String words = here == null || everyone == null
                ? trait.words()
                : "%s: %s against %s".formatted(trait.words(here), value(element, here), value(element, everyone));
        return new Difference(element.feature(), element.category(), trait.effect(), here, everyone, words);
    }

    private static String value(Element element, double value) {
        boolean isShare = element.kind() == Element.Kind.FLAG || element.kind() == Element.Kind.CATEGORY;
        BigDecimal rounded = BigDecimal.valueOf(isShare ? 100 * value : value).round(new MathContext(3));
        String text = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        return isShare ? text + " %" : text;
    }
}
