package dev.kindred.recipe;

import java.util.ArrayList;
import java.util.List;

import dev.kindred.problem.Invalid;
import dev.kindred.recipe.Element.Kind;

/** A number or a flag: one position, and one more where being unknown has its own. */
final class ScalarCode implements BlockCode {

    /** Relative, of a float made of a double and of a few additions of such. */
    private static final double FLOAT_ROUNDING = 0x1p-22;

    /**
     * What an element is at most, or float32 can't hold the squared distances of vectors: a divisor may be tiny, or a weight
     * large.
     */
    private static final double LARGEST_ELEMENT = 1e17;

    private final Feature feature;
    private final Source source;
    private final ScalarEncoding encoding;
    private final boolean hasIndicator;
    private final double unknown;

    ScalarCode(Feature feature) {
        this.feature = feature;
        this.source = feature.source();
        this.encoding = feature.encode() == Encode.QUANTILE
                ? Quantiles.of(feature.statistics().quantiles(), feature.statistics().mean())
                : Affine.of(feature.encode(), feature.statistics());
        this.hasIndicator = feature.nulls() == Nulls.INDICATOR;
        this.unknown = feature.nulls() == Nulls.ZERO ? 0 : encoding.ofUnknown();
    }

    @Override
    public int width() {
        return hasIndicator ? 2 : 1;
    }

    @Override
    public void encode(RowValues row, float[] vector, int at) {
        Double value = number(row);
        if (value == null && feature.nulls() == Nulls.REFUSE) {
            throw new Invalid("%s is not known, and the recipe refuses such rows.".formatted(source.name()));
        }
        double element = feature.weight() * (value == null ? unknown : encoding.of(value));
        vector[at] = (float) Math.max(-LARGEST_ELEMENT, Math.min(LARGEST_ELEMENT, element));
        if (hasIndicator) {
            vector[at + 1] = value == null ? (float) feature.weight() : 0;
        }
    }

    /** What is the element of 0 but for a float's rounding comes back as 0, and not as 1.4e-7. */
    @Override
    public Object decode(float[] vector, int at) {
        double encoded = vector[at] / feature.weight();
        boolean isZero = feature.encode() != Encode.QUANTILE // whose shares stand for fitted values only
                && Math.abs(encoded - encoding.of(0)) <= FLOAT_ROUNDING * Math.abs(encoded);
        return isZero ? 0.0 : encoding.inverse(encoded);
    }

    @Override
    public Object value(RowValues row) {
        return feature.encode() == Encode.BOOLEAN ? source.flag(row) : source.number(row);
    }

    @Override
    public List<Object> values() {
        return feature.encode() == Encode.BOOLEAN ? List.of(false, true) : List.of();
    }

    @Override
    public double valueAt(double element) {
        double encoded = element / feature.weight();
        double value = encoding.inverse(encoded);
        // Shares end at 0 and 1: what lies beyond is nobody's.
        return Math.abs(encoding.of(value) - encoded) <= 1e-9 * Math.max(1, Math.abs(encoded)) ? value : Double.NaN;
    }

    /** Whether a row of this value has another vector than one where it is not known, but for rounding. */
    boolean tellsFromUnknown(double value) {
        return hasIndicator || feature.nulls() != Nulls.REFUSE && Math.abs(encoding.of(value) - unknown) > 1e-9;
    }

    private Double number(RowValues row) {
        if (feature.encode() != Encode.BOOLEAN) {
            return source.number(row);
        }
        Boolean flag = source.flag(row);
        return flag == null ? null : flag ? 1.0 : 0.0;
    }

    @Override
    public SqlBlock sql(String row) {
        String value = '(' + (feature.encode() == Encode.BOOLEAN
                ? "(%s)::integer::float8".formatted(source.flag(row))
                : source.number(row)) + ')';
        List<String> scalars = new ArrayList<>();
        String element = weighted("coalesce(%s, %s)".formatted(encoding.sql(value), Sql.number(unknown)));
        scalars.add(mayBeTooLarge()
                ? "greatest(least(%s, %2$s), -%2$s)".formatted(element, Sql.number(LARGEST_ELEMENT))
                : element);
        if (hasIndicator) {
            scalars.add(weighted("(%s is null)::integer::float8".formatted(value)));
        }
        return new SqlBlock(scalars, null, feature.nulls() == Nulls.REFUSE ? value + " is null" : null);
    }

    /** Of a usable value. Seldom, so that the usual expression stays as short as it is. */
    private boolean mayBeTooLarge() {
        return feature.weight() * Math.max(Math.abs(encoding.of(Source.LARGEST)),
                Math.abs(encoding.of(-Source.LARGEST))) > LARGEST_ELEMENT;
    }

    private String weighted(String expression) {
        return feature.weight() == 1 ? expression : "%s * %s".formatted(Sql.number(feature.weight()), expression);
    }

    @Override
    public List<Element> elements() {
        Kind kind = feature.encode() == Encode.BOOLEAN ? Kind.FLAG : Kind.NUMBER;
        Element value = new Element(source.name(), kind, null);
        return hasIndicator ? List.of(value, new Element(source.name(), Kind.UNKNOWN, null)) : List.of(value);
    }

    @Override
    public List<Meaning> meanings() {
        String times = feature.weight() == 1 ? "" : ", times " + feature.weight();
        String words = feature.encode() == Encode.BOOLEAN ? "1 where it is true, else 0" : encoding.words();
        String ofUnknown = switch (feature.nulls()) {
            case MEAN, INDICATOR -> "; unknown counts as the mean";
            case ZERO -> "; the element is 0 where it is unknown";
            case REFUSE -> "; unknown is refused";
        };
        List<Meaning> meanings = new ArrayList<>();
        meanings.add(new Meaning(source.name(), "%s: %s%s%s".formatted(source.name(), words, times, ofUnknown)));
        if (hasIndicator) {
            meanings.add(new Meaning(source.name() + "=unknown",
                    "%s: 1 where it is unknown, else 0%s".formatted(source.name(), times)));
        }
        return meanings;
    }
}
