package dev.kindred.segment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

import dev.kindred.recipe.Element;

/**
 * How a segment differs from everyone in one element of a vector.
 *
 * @param position of the element
 * @param effect   in deviations; above 0 for more than everyone
 */
record Trait(Element element, int position, double effect) {

    /** Less than half of a segment is not most of it, and a tenth of it not few. */
    private static final double MOSTLY = 0.5;
    private static final double RARELY = 0.1;

    /** All, the strongest first; equally strong ones in the order of the vector. */
    static List<Trait> all(List<Element> elements, Population everyone, IntToDoubleFunction value) {
        List<Trait> traits = new ArrayList<>();
        for (int j = 0; j < elements.size(); j++) {
            traits.add(new Trait(elements.get(j), j, everyone.effect(j, value.applyAsDouble(j))));
        }
        traits.sort(Comparator.comparingDouble(trait -> -Math.abs(trait.effect)));
        return traits;
    }

    /** The value of this element in a point in original units; null where those can't be said. */
    Double of(Map<String, Object> originalUnits) {
        Object value = originalUnits.get(element.feature());
        if (value instanceof Map<?, ?> shares) {
            return shares.get(element.category()) instanceof Number share ? share.doubleValue() : null;
        }
        return value instanceof Number number && element.kind() != Element.Kind.UNKNOWN ? number.doubleValue() : null;
    }

    /** Such as {@code older}, {@code high income}, {@code inactive}, {@code mostly female}. */
    String words() {
        return words(isMore() ? 1 : 0);
    }

    private boolean isMore() {
        return effect > 0;
    }

    /** The same, where that share of the segment has the category: {@code more often female} of a third. */
    String words(double share) {
        boolean isMore = isMore();
        String name = name();
        return switch (element.kind()) {
            case NUMBER -> name.equals("age") ? isMore ? "older" : "younger" : (isMore ? "high " : "low ") + name;
            case FLAG -> flag(name, isMore);
            case CATEGORY -> frequency(share) + ' ' + category(name);
            case UNKNOWN -> name + (isMore ? " unknown" : " known");
        };
    }

    private String frequency(double share) {
        if (isMore()) {
            return share >= MOSTLY ? "mostly" : "more often";
        }
        return share < RARELY ? "rarely" : "less often";
    }

    /** {@code attributes.last_visit} as {@code last visit}. */
    private String name() {
        String feature = element.feature();
        return (feature.startsWith("attributes.") ? feature.substring("attributes.".length()) : feature)
                .replace('_', ' ').strip();
    }

    private static String flag(String name, boolean isTrue) {
        String plain = name.startsWith("is ") ? name.substring("is ".length()) : name;
        if (plain.equals("active")) {
            return isTrue ? "active" : "inactive";
        }
        if (plain.startsWith("has ")) {
            return isTrue ? plain : "no " + plain.substring("has ".length());
        }
        return isTrue ? plain : "not " + plain;
    }

    /** A value that says nothing by itself, such as {@code true} or {@code 3}, is told with its feature. */
    private String category(String name) {
        String category = element.category();
        if (category.equals("(other)")) {
            return "other " + name;
        }
        return category.matches("true|false|\\W*|-?\\d+") ? "%s %s".formatted(name, category) : category;
    }
}
