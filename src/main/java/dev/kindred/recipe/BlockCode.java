package dev.kindred.recipe;

import java.util.List;

/** One feature made executable: the same block of the vector in Java and in SQL. */
interface BlockCode {

    /** Positions it fills. */
    int width();

    /**
     * Writes the block of a row.
     *
     * @throws dev.kindred.problem.Invalid if the recipe refuses the row's value
     */
    void encode(RowValues row, float[] vector, int at);

    /**
     * What a block means in original units: a Double for a number, the share of true for a flag, a {@code Map<String, Double>}
     * of shares for a category. What was unknown counts as what it was encoded as.
     */
    Object decode(float[] vector, int at);

    /** The feature's value of a row: a Double, Boolean or String; null where it is not known. */
    Object value(RowValues row);

    /** The values that a flag or a category can take; none for a number. */
    List<Object> values();

    /** The number that is encoded as this in the block's first position; NaN where there is none. */
    double valueAt(double element);

    /** SQL of the block over a row alias. */
    SqlBlock sql(String row);

    /** What each position tells, {@link #width()} long. */
    List<Element> elements();

    /** The same in words, {@link #width()} long. */
    List<Meaning> meanings();

    /**
     * A position of the vector.
     *
     * @param name  short, for lists of values, such as {@code gender=female}
     * @param words a sentence
     */
    record Meaning(String name, String words) {}

    /**
     * A block in SQL.
     *
     * @param scalars expressions of type float8, one a position; or empty, where {@code vector} is used
     * @param vector  an expression of type vector, of as many elements; or null
     * @param refused a condition under which the row gets no vector; or null
     */
    record SqlBlock(List<String> scalars, String vector, String refused) {}

    /** The code of a feature that has a place in the vector. */
    static BlockCode of(Feature feature) {
        return feature.encode() == Encode.ONEHOT ? new OneHotCode(feature) : new ScalarCode(feature);
    }
}
