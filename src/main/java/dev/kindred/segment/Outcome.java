package dev.kindred.segment;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import org.postgresql.jdbc.PgConnection;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceTable;
import dev.kindred.model.VectorSource;
import dev.kindred.problem.Invalid;
import dev.kindred.query.Field;
import dev.kindred.query.Fields;

/** What rows can have happened to, such as having churned: a column or an attribute of true and false, or of 0 to 1. */
record Outcome(Field field) {

    /** What the expression gives for a number that is no share. */
    static final double NO_SHARE = -1;

    /** What it gives for a text, an array or an object. */
    static final double NO_NUMBER = -2;

    private static final String SHARE = "case when %1$s between 0 and 1 then (%1$s)::float8 when %1$s is not null then -1 end";
    private static final String ATTRIBUTE = """
            case jsonb_typeof(%1$s)
            when 'boolean' then (%1$s)::boolean::integer::float8
            when 'number' then case when (%1$s)::numeric between 0 and 1 then (%1$s)::float8 else -1 end
            when 'null' then null
            else case when %1$s is not null then -2 end end""";

    /**
     * The outcome of that name.
     *
     * @throws Invalid if the table has no such field, or it is a column of another type
     */
    static Outcome parse(String name, SourceTable table) {
        List<Field> fields = Fields.parse(name, table).items();
        if (name.isBlank() || fields.size() != 1) {
            throw new Invalid("outcome must name one column or attribute, such as attributes.churned.");
        }
        Outcome outcome = new Outcome(fields.get(0));
        boolean serves = outcome.field.attribute() != null || outcome.isFlag()
                || outcome.field.column().kind() == SourceColumn.Kind.NUMERIC;
        if (!serves) {
            throw new Invalid(
                    "outcome '%s' has type %s; it must be of true and false, or of numbers from 0 to 1.".formatted(name,
                            outcome.field.column().type()));
        }
        return outcome;
    }

    String name() {
        return field.name();
    }

    private boolean isFlag() {
        return field.column().type().equals("boolean");
    }

    /** Of type float8: 0 to 1, NULL where it is not known, or one of the constants. A COPY takes no parameters. */
    String expression(Connection connection) throws SQLException {
        String column = VectorSource.ROW + '.' + field.column().quoted();
        if (field.attribute() == null) {
            return isFlag() ? column + "::integer::float8" : SHARE.formatted(column);
        }
        String key = connection.unwrap(PgConnection.class).escapeLiteral(field.attribute());
        return ATTRIBUTE.formatted("(%s -> '%s')".formatted(column, key));
    }

    /**
     * What was found serves.
     *
     * @param rows      that were read
     * @param known     of these, with a share
     * @param noShares  with a number that is none
     * @param noNumbers with something else
     */
    void check(long rows, long known, long noShares, long noNumbers) {
        if (noShares > 0) {
            throw new Invalid("outcome '%s' has %d number(s) that are not from 0 to 1, so it has no rate; ".formatted(
                    name(), noShares) + "true and false, or numbers from 0 to 1, are right.");
        }
        if (known == 0 && noNumbers > 0) {
            throw new Invalid("outcome '%s' has neither true and false nor numbers from 0 to 1.".formatted(name()));
        }
        if (known == 0 && rows > 0) {
            throw new Invalid("outcome '%s' is not known of any row.".formatted(name()));
        }
    }
}
