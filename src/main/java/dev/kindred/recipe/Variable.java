package dev.kindred.recipe;

import java.util.List;
import java.util.Objects;

/** One feature of a row as something that could be otherwise. */
public final class Variable {

    private final Source source;
    private final BlockCode code;
    private final int position;
    private final RowValues row;

    Variable(Source source, BlockCode code, int position, RowValues row) {
        this.source = source;
        this.code = code;
        this.position = position;
        this.row = row;
    }

    /** {@code age}, or {@code attributes.plan}. */
    public String feature() {
        return source.name();
    }

    /** The column it is taken from; null for an attribute. */
    public String column() {
        return source.column();
    }

    /** What it is in the row: a Double, Boolean or String; null where it is not known. */
    public Object value() {
        return code.value(row);
    }

    /** Whether it can take any number, rather than one of some values. */
    public boolean isNumber() {
        return code.values().isEmpty();
    }

    /** Where the vector has a number. */
    public int position() {
        return position;
    }

    /** The number that has this at its position of the vector, before that is normalized; NaN where there is none. */
    public double valueAt(double element) {
        return code.valueAt(element);
    }

    /** The values other than its own that a flag or a category could take. */
    public List<Object> others() {
        Object own = value();
        return code.values().stream().filter(other -> !Objects.equals(other, own)).toList();
    }

    /** The row with another value in its place. */
    public RowValues with(Object other) {
        return new RowValues() {
            @Override
            public Object column(String name) {
                return name.equals(source.column()) ? other : row.column(name);
            }

            @Override
            public Object attribute(String key) {
                return key.equals(source.attribute()) ? other : row.attribute(key);
            }
        };
    }
}
