package dev.kindred.recipe;

/** Makes one number of one number; in Java and in SQL, which a test holds equal. */
interface ScalarEncoding {

    double of(double value);

    /** The same of an SQL expression of type float8; NULL for NULL. */
    String sql(String value);

    /** The value that {@link #of} makes this number of; of several such values, one of them. */
    double inverse(double encoded);

    /** What stands for a value that is not known, under {@link Nulls#MEAN}. */
    double ofUnknown();

    /** What is done to the value, for readers. */
    String words();
}
