package dev.kindred.segment;

/**
 * A permanent segment as one version of a model has it.
 *
 * @param model       the name, without a version: a segment outlives versions
 * @param colour      such as {@code #4e79a7}
 * @param cluster     of the version
 * @param labelEdited whether a user gave the label, which no rule changes then
 */
public record Segment(long id, String model, String label, String colour, int cluster, boolean labelEdited) {}
