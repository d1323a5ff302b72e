package dev.kindred.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.kindred.problem.Invalid;
import dev.kindred.recipe.Element.Kind;

/**
 * A category. Its block is one of a few constant vectors, in Java and in SQL, where an array search finds the right one:
 * comparing with each category by itself would evaluate the value as often as there are categories.
 */
final class OneHotCode implements BlockCode {

    private static final int MOST_NAMED = 10;

    private final Feature feature;
    private final Source source;
    private final OneHot categories;
    private final boolean hasIndicator;
    private final float[] unknown;
    private final float[] unseen;

    OneHotCode(Feature feature) {
        this.feature = feature;
        this.source = feature.source();
        this.categories = OneHot.of(feature);
        this.hasIndicator = feature.nulls() == Nulls.INDICATOR;
        this.unseen = categories.hasOther() ? at(categories.categories().size()) : new float[width()];
        this.unknown = unknown();
    }

    private float[] unknown() {
        float[] block = new float[width()];
        if (feature.nulls() == Nulls.MEAN || hasIndicator) {
            for (int i = 0; i < categories.width(); i++) {
                block[i] = (float) (feature.weight() * categories.shares().get(i));
            }
        }
        if (hasIndicator) {
            block[block.length - 1] = (float) feature.weight();
        }
        return block;
    }

    private float[] at(int position) {
        float[] block = new float[width()];
        block[position] = (float) feature.weight();
        return block;
    }

    @Override
    public int width() {
        return categories.width() + (hasIndicator ? 1 : 0);
    }

    @Override
    public void encode(RowValues row, float[] vector, int at) {
        System.arraycopy(block(source.category(row)), 0, vector, at, width());
    }

    @Override
    public Object decode(float[] vector, int at) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int i = 0; i < categories.width(); i++) {
            // A category may itself be called as the slot for all others is, which comes last.
            shares.merge(categories.shortName(i), vector[at + i] / feature.weight(), Double::sum);
        }
        return shares;
    }

    @Override
    public Object value(RowValues row) {
        return source.category(row);
    }

    @Override
    public List<Object> values() {
        return List.copyOf(categories.categories());
    }

    @Override
    public double valueAt(double element) {
        return Double.NaN;
    }

    private float[] block(String category) {
        if (category == null) {
            if (feature.nulls() == Nulls.REFUSE) {
                throw new Invalid("%s is not known, and the recipe refuses such rows.".formatted(source.name()));
            }
            return unknown;
        }
        int position = categories.position(category);
        if (position < 0 && feature.unseen() == Unseen.REFUSE) {
            throw new Invalid("%s has a value that the recipe was not fitted to and refuses; it knows %s.".formatted(
                    source.name(), categories.categories().stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                            + (categories.categories().size() > MOST_NAMED ? ", …" : "")));
        }
        return position < 0 ? unseen : at(position);
    }

    @Override
    public SqlBlock sql(String row) {
        String value = '(' + source.category(row) + ')';
        String known = categories.categories().stream().map(Sql::literal).collect(Collectors.joining(","));
        // array_position finds NULL too, which stands last.
        String names = "array[%s%snull]::text[]".formatted(known, known.isEmpty() ? "" : ",");
        String blocks = IntStream.range(0, categories.categories().size()).mapToObj(this::at).map(Sql::vector)
                .collect(Collectors.joining(",")) + (known.isEmpty() ? "" : ",") + Sql.vector(unknown) + ','
                + Sql.vector(unseen);
        String vector = "(array[%s])[coalesce(array_position(%s, %s), %d)]".formatted(blocks, names, value,
                categories.categories().size() + 2);
        return new SqlBlock(List.of(), vector, refused(value, known));
    }

    private String refused(String value, String known) {
        List<String> conditions = new ArrayList<>();
        if (feature.nulls() == Nulls.REFUSE) {
            conditions.add(value + " is null");
        }
        if (feature.unseen() == Unseen.REFUSE && !categories.hasOther()) {
            conditions.add("%s <> all (array[%s]::text[])".formatted(value, known));
        }
        return conditions.isEmpty() ? null : String.join(" or ", conditions);
    }

    @Override
    public List<Element> elements() {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < categories.width(); i++) {
            elements.add(new Element(source.name(), Kind.CATEGORY, categories.shortName(i)));
        }
        if (hasIndicator) {
            elements.add(new Element(source.name(), Kind.UNKNOWN, null));
        }
        return elements;
    }

    @Override
    public List<Meaning> meanings() {
        String times = feature.weight() == 1 ? "" : ", times " + feature.weight();
        List<Meaning> meanings = new ArrayList<>();
        for (int i = 0; i < categories.width(); i++) {
            meanings.add(new Meaning("%s=%s".formatted(source.name(), categories.shortName(i)),
                    "%s: %s%s%s".formatted(source.name(), categories.words(i), times, ofUnknown())));
        }
        if (hasIndicator) {
            meanings.add(new Meaning(source.name() + "=unknown",
                    "%s: 1 where it is unknown, else 0%s".formatted(source.name(), times)));
        }
        return meanings;
    }

    private String ofUnknown() {
        return switch (feature.nulls()) {
            case MEAN, INDICATOR -> "; unknown counts as the share of this one";
            case ZERO -> "; unknown counts as 0";
            case REFUSE -> "; unknown is refused";
        };
    }
}
