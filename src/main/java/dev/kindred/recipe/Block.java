package dev.kindred.recipe;

/**
 * The part of a vector that one feature fills.
 *
 * @param feature {@code age}, or {@code attributes.plan}
 * @param start   its first position
 * @param length  how many positions it has
 */
public record Block(String feature, int start, int length) {}
