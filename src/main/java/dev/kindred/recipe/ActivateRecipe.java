package dev.kindred.recipe;

import jakarta.validation.constraints.NotNull;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The parameters of an activation. */
@RegisterForReflection
record ActivateRecipe(@NotNull String name, int version) {}
