package dev.kindred.model;

/**
 * Where a row belongs.
 *
 * @param cluster  the nearest centroid's number; of several equally near ones the lowest
 * @param distance to that centroid, in the units of the columns; among encoded vectors where there is a recipe
 */
public record Prediction(int cluster, double distance) {}
