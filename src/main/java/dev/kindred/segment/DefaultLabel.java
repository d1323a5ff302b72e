package dev.kindred.segment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.kindred.recipe.Element;

/**
 * The label of a new segment by rule: what its centre has more or less of than everyone, the strongest first, such as
 * "older, high income, inactive".
 */
final class DefaultLabel {

    /** Half a deviation: a medium effect in Cohen's words ("Statistical power analysis for the behavioral sciences", 1988). */
    static final double STRONG = 0.5;

    /** A small effect in the same words; enough to tell two segments apart whose strong terms are the same. */
    private static final double WEAK = 0.2;

    private static final int TERMS = 3;

    private DefaultLabel() {}

    /**
     * A label that no other segment of the version has.
     *
     * @param traits  strongest first; none where the elements of the vectors have no names
     * @param centre  in original units
     * @param cluster that the label is for
     * @param taken   labels of the version's other segments
     */
    static String of(List<Trait> traits, Map<String, Object> centre, int cluster, Set<String> taken) {
        if (traits.isEmpty()) {
            return unique("group " + (cluster + 1), taken);
        }
        List<String> strong = terms(traits, centre, STRONG);
        List<String> told = strong.subList(0, Math.min(TERMS, strong.size()));
        String label = told.isEmpty() ? "average" : String.join(", ", told);
        List<String> all = terms(traits, centre, WEAK);
        if (taken.contains(label) && all.size() > told.size()) {
            label = String.join(", ", all.subList(0, told.size() + 1));
        }
        return unique(label, taken);
    }

    /** One a feature, in different words. */
    private static List<String> terms(List<Trait> traits, Map<String, Object> centre, double least) {
        Set<String> features = new LinkedHashSet<>();
        Set<String> terms = new LinkedHashSet<>();
        for (Trait trait : traits) {
            if (Math.abs(trait.effect()) >= least && isTold(trait, centre)
                    && features.add(trait.element().feature())) {
                terms.add(trait.words());
            }
        }
        return new ArrayList<>(terms);
    }

    /** Of a category only what most have: "rarely pro" would name a segment by what it is not. */
    private static boolean isTold(Trait trait, Map<String, Object> centre) {
        if (trait.element().kind() == Element.Kind.CATEGORY) {
            Double share = trait.of(centre);
            return trait.effect() > 0 && (share == null || share >= 0.5);
        }
        return trait.element().kind() != Element.Kind.UNKNOWN || trait.effect() > 0;
    }

    private static String unique(String label, Set<String> taken) {
        String unique = label;
        for (int number = 2; taken.contains(unique); number++) {
            unique = label + ' ' + number;
        }
        return unique;
    }
}
