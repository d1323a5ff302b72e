package dev.kindred.recipe;

/** The values of one row, in their original units. What is not known is null. */
public interface RowValues {

    /** Of a column by its exact name: a Number, Boolean or String. */
    Object column(String name);

    /** Of a key of the JSON column {@code attributes}: a Number, Boolean or String; anything else counts as unknown. */
    Object attribute(String key);
}
