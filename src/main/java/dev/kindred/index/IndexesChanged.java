package dev.kindred.index;

/**
 * An index of a table was built, rebuilt or dropped, or its recall measured. In a transaction it counts once that commits.
 *
 * @param table as users write it
 */
public record IndexesChanged(String table) {}
