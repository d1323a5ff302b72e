package dev.kindred.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Invalid;

/**
 * A condition over rows, as SQL that may stand beside others ({@code and}, {@code not}) without parentheses.
 * <p>
 * SQL and not Hibernate's criteria, because the same condition has to stand in a vector search with settings of its own,
 * in a COPY, behind a cursor, and in an INSERT of a million rows. No text of a user gets into the SQL: names are the
 * catalogue's, quoted, and all else is bound.
 *
 * @param sql    with a {@code ?} for each value, in a cast to the type it needs
 * @param values in the order of the {@code ?}
 */
public record Filter(String sql, List<Object> values) {

    /** Every row. */
    public static final Filter ALL = new Filter("true", List.of());

    private static final Pattern SETTING = Pattern.compile("[a-z][a-z0-9_]*");

    public Filter {
        values = List.copyOf(values);
    }

    /**
     * Reads a condition in RSQL, such as {@code is_active==true and age>=30 and attributes.plan=in=(pro,team)}.
     * <ul>
     * <li>Joined by {@code and} or {@code ;}, which bind closer, and {@code or} or {@code ,}; with parentheses.
     * <li>{@code ==}, {@code !=}, {@code <}, {@code <=}, {@code >}, {@code >=} (also {@code =lt=}, {@code =le=},
     * {@code =gt=}, {@code =ge=}), {@code =in=(…)}, {@code =out=(…)}; {@code =null=true} finds unknown values,
     * {@code =null=false} known ones.
     * <li>Fields are named like the column or as in JSON; values are of the column's type. In a text after {@code ==} or
     * {@code !=}, {@code *} stands for any characters; in a list it is itself.
     * <li>An attribute ({@code attributes.plan}) equals a value that reads the same, or that is the same number; one that
     * is an array equals each of its elements. Only numbers are larger or smaller than others.
     * <li>An unknown value (NULL, no such attribute, JSON null) is equal to nothing and neither larger nor smaller;
     * {@code !=} and {@code =out=} are the opposite of {@code ==} and {@code =in=} and so find it: a customer without a
     * plan has none of the plan "pro".
     * </ul>
     *
     * @param rsql  null or blank for {@link #ALL}
     * @param table whose rows are meant
     * @param alias by which the SQL around knows the row, unquoted
     * @throws Invalid if it can't be read, names a field that is not there or compares it with a value of another type
     */
    public static Filter parse(String rsql, SourceTable table, String alias) {
        if (rsql == null || rsql.isBlank()) {
            return ALL;
        }
        return new FilterCompiler(new FieldNames(table), alias).compile(FilterSyntax.parse(rsql));
    }

    /** Whether it lets every row pass. */
    public boolean isAll() {
        return equals(ALL);
    }

    /** Rows that both let pass. */
    public Filter and(Filter other) {
        if (isAll()) {
            return other;
        }
        return other.isAll() ? this : join(List.of(this, other), " and ");
    }

    /** Several as one, in parentheses. */
    static Filter join(List<Filter> filters, String operator) {
        return new Filter(filters.stream().map(Filter::sql).collect(Collectors.joining(operator, "(", ")")),
                filters.stream().flatMap(filter -> filter.values().stream()).toList());
    }

    /**
     * Binds the values.
     *
     * @param first index of the SQL's first {@code ?}
     * @return the index that follows its last
     */
    public int bind(PreparedStatement statement, int first) throws SQLException {
        return bind(values, statement, first);
    }

    static int bind(List<Object> values, PreparedStatement statement, int first) throws SQLException {
        int index = first;
        for (Object value : values) {
            statement.setObject(index++, value);
        }
        return index;
    }

    /**
     * The condition for a statement that takes no bound values, such as COPY: it reads them from settings
     * {@code kindred.<prefix>_1} and so on, which this sets until the end of the connection's transaction.
     *
     * @param prefix of the settings' names, so that several conditions keep apart: small letters, digits and {@code _}
     * @return SQL without {@code ?}
     */
    public String inSettings(Connection connection, String prefix) throws SQLException {
        if (!SETTING.matcher(prefix).matches()) {
            throw new IllegalArgumentException("not the name of a setting: " + prefix);
        }
        if (values.isEmpty()) {
            return sql;
        }
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= values.size(); i++) {
            names.add("kindred." + prefix + '_' + i);
        }
        String set = names.stream().map(name -> "(?, '" + name + "')").collect(Collectors.joining(", ",
                "select count(set_config(name, value, true)) from (values ", ") as setting(value, name)"));
        try (PreparedStatement statement = connection.prepareStatement(set)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, String.valueOf(values.get(i)));
            }
            statement.execute();
        }
        return withValues(names);
    }

    /** The SQL with settings in the place of each {@code ?}; one in a quoted name stays. */
    private String withValues(List<String> settings) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        boolean isName = false;
        for (char character : sql.toCharArray()) {
            isName ^= character == '"';
            if (character == '?' && !isName) {
                text.append("current_setting('").append(settings.get(next++)).append("')");
            } else {
                text.append(character);
            }
        }
        return text.toString();
    }
}
