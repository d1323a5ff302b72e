package dev.kindred.customer;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.neighbor.Neighbor;

/** A customer and how far it is from the one asked for. */
@RegisterForReflection
@JsonPropertyOrder({"id", "distance"})
public record SimilarCustomer(long id, String externalId, Integer age, Double income, Boolean isActive, String gender,
        Map<String, Object> attributes, Double distance) implements Neighbor {}
