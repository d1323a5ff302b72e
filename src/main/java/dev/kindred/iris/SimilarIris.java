package dev.kindred.iris;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.neighbor.Neighbor;

/** A flower and how far it is from the one asked for. */
@RegisterForReflection
@JsonPropertyOrder({"id", "distance"})
public record SimilarIris(@Schema(examples = "2") long id, @Schema(examples = "4.9") float sepalLength,
        @Schema(examples = "3.0") float sepalWidth, @Schema(examples = "1.4") float petalLength,
        @Schema(examples = "0.2") float petalWidth, @Schema(examples = "Iris-setosa") String species,
        @Schema(examples = "0.54") Double distance) implements Neighbor {}
