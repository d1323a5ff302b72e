package dev.kindred.query;

/** What the documentation of every endpoint with a filter says of it. */
public final class FilterDescription {

    /** In the words of {@link Filter#parse}. */
    public static final String TEXT = """
            RSQL: comparisons joined by ` and ` (or `;`, in an address `%3B`) and ` or ` (or `,`), with parentheses. \
            Operators are `==` `!=` `<` `<=` `>` `>=` `=in=(a,b)` `=out=(a,b)` and `=null=true|false` for unknown values. \
            Fields are columns (`is_active` or `isActive`) and `attributes.<key>` (in quotes, `"attributes.<key>"`, where the key has \
            spaces or such); a text may hold `*` for any characters; \
            times are ISO 8601; values with spaces or one of `"'();,=<>!~` stand in quotes. An attribute that is an array \
            equals each of its elements. `!=` and `=out=` also find unknown values; no other comparison does.""";

    public static final String EXAMPLE = "is_active==true and age>=30 and attributes.plan=in=(pro,team)";

    private FilterDescription() {}
}
