package dev.kindred.iris;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.neighbor.Neighbor;

/** A flower and how far it is from the one asked for. */
@RegisterForReflection
@JsonPropertyOrder({"id", "distance"})
public record SimilarIris(long id, float sepalLength, float sepalWidth, float petalLength, float petalWidth,
        String species, Double distance) implements Neighbor {}
