package dev.kindred.recipe;

/**
 * What one element of a vector tells.
 *
 * @param feature  {@code age}, or {@code attributes.plan}
 * @param category the one that it stands for; null unless it stands for one
 */
public record Element(String feature, Kind kind, String category) {

    /** Of what kind its values are. */
    public enum Kind {
        /** More or less of something. */
        NUMBER,
        /** True or false. */
        FLAG,
        /** One of several. */
        CATEGORY,
        /** Whether the feature is not known. */
        UNKNOWN
    }

    /** Of a column that is taken as it is. */
    public static Element number(String column) {
        return new Element(column, Kind.NUMBER, null);
    }
}
