package dev.kindred.recipe;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What was fitted for one feature; each encoding has its own part of it. Under {@code log}, of the logarithms. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "RecipeStatistics")
record Statistics(
        @Schema(nullable = true, examples = "45.2", description = "For a boolean, the share of true") Double mean,
        @Schema(nullable = true, examples = "16.1", description = "Standard deviation") Double deviation,
        @Schema(nullable = true) Double minimum,
        @Schema(nullable = true) Double maximum,
        @Schema(nullable = true) Double median,
        @Schema(nullable = true) Double interquartileRange,
        @Schema(nullable = true, description = "Of equal steps from the minimum to the maximum") List<Double> quantiles,
        @Schema(nullable = true, description = "The most frequent first, each with a position") List<String> categories,
        @Schema(nullable = true, description = "Of the known values, by category") List<Double> shares,
        @Schema(nullable = true,
                description = "Of the known values that have no category of their own") Double otherShare) {

    static Statistics ofNumber(double mean, double deviation, double minimum, double maximum) {
        return new Statistics(mean, deviation, minimum, maximum, null, null, null, null, null, null);
    }

    static Statistics ofFlag(double share) {
        return new Statistics(share, null, null, null, null, null, null, null, null, null);
    }

    static Statistics ofCategories(List<String> categories, List<Double> shares, Double otherShare) {
        return new Statistics(null, null, null, null, null, null, null, categories, shares, otherShare);
    }

    Statistics withQuartiles(double median, double interquartileRange) {
        return new Statistics(mean, deviation, minimum, maximum, median, interquartileRange, null, null, null, null);
    }

    Statistics withQuantiles(List<Double> values) {
        return new Statistics(mean, deviation, minimum, maximum, null, null, values, null, null, null);
    }
}
