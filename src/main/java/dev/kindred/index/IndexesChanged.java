package dev.kindred.index;

/** An index was built, rebuilt or dropped, or more is known of it: fired in the transaction that ends the job. */
public record IndexesChanged(String index) {}
