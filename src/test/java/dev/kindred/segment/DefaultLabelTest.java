package dev.kindred.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.kindred.recipe.Element;
import dev.kindred.recipe.Element.Kind;

class DefaultLabelTest {

    private static final List<Element> ELEMENTS = List.of(Element.number("age"), Element.number("income"),
            new Element("is_active", Kind.FLAG, null), new Element("gender", Kind.CATEGORY, "female"),
            new Element("gender", Kind.CATEGORY, "male"), new Element("attributes.last_visit", Kind.NUMBER, null));
    private static final Population EVERYONE = new Population(new double[6], new double[]{1, 1, 1, 1, 1, 1});

    private static String label(Set<String> taken, double femaleShare, double... effects) {
        return DefaultLabel.of(Trait.all(ELEMENTS, EVERYONE, j -> effects[j]),
                Map.of("gender", Map.of("female", femaleShare, "male", 1 - femaleShare)), 0, taken);
    }

    @Test
    void theStrongestThreeAreTold() {
        assertThat(label(Set.of(), 0.5, 2.5, 1.5, -1, 0, 0, 0.9)).isEqualTo("older, high income, inactive");
        assertThat(label(Set.of(), 0.5, -0.6, 0, 1, 0, 0, -0.7)).isEqualTo("active, low last visit, younger");
    }

    @Test
    void whatIsWeakIsNotTold() {
        assertThat(label(Set.of(), 0.5, 0.6, 0.49, -0.49, 0, 0, 0)).isEqualTo("older");
        assertThat(label(Set.of(), 0.5, 0.49, 0.49, -0.49, 0, 0, 0)).isEqualTo("average");
    }

    @Test
    void ofACategoryOnlyWhatMostHaveIsTold() {
        assertThat(label(Set.of(), 0.8, 0, 0, 0, 1, -1, 0)).isEqualTo("mostly female");
        assertThat(label(Set.of(), 0.4, 0, 0, 0, 1, -1, 0)).isEqualTo("average");
    }

    @Test
    void aFourthTermOrANumberTellsEqualOnesApart() {
        assertThat(label(Set.of("older, high income, inactive"), 0.5, 2.5, 1.5, -1, 0, 0, 0.3))
                .isEqualTo("older, high income, inactive, high last visit");
        assertThat(label(Set.of("average", "average 2"), 0.5, 0, 0, 0, 0, 0, 0)).isEqualTo("average 3");
        assertThat(label(Set.of("average"), 0.5, 0.3, 0, 0, 0, 0, 0)).isEqualTo("older");
    }

    @Test
    void flagsAndCategoriesReadAsWords() {
        assertThat(words(new Element("has_children", Kind.FLAG, null), -1)).isEqualTo("no children");
        assertThat(words(new Element("attributes.is_vip", Kind.FLAG, null), -1)).isEqualTo("not vip");
        assertThat(words(new Element("attributes.plan", Kind.CATEGORY, "(other)"), 1)).isEqualTo("mostly other plan");
        assertThat(words(new Element("children", Kind.CATEGORY, "3"), 1)).isEqualTo("mostly children 3");
        assertThat(words(new Element("age", Kind.UNKNOWN, null), 1)).isEqualTo("age unknown");
    }

    @ParameterizedTest
    @CsvSource({"0.3, 0.8, mostly pro", "0.3, 0.49, more often pro", "-0.3, 0.2, less often pro",
            "-0.3, 0.01, rarely pro"})
    void aCategoryIsToldByHowManyHaveIt(double effect, double share, String expected) {
        assertThat(new Trait(new Element("attributes.plan", Kind.CATEGORY, "pro"), 0, effect).words(share))
                .isEqualTo(expected);
    }

    private static String words(Element element, double effect) {
        return new Trait(element, 0, effect).words();
    }

    @Test
    void vectorsWithoutNamesAreNumbered() {
        assertThat(DefaultLabel.of(List.of(), Map.of(), 2, Set.of())).isEqualTo("group 3");
    }

    @Test
    void whatIsAlikeInAllRowsTellsNothing() {
        Population everyone = new Population(new double[]{1_000}, new double[]{0});

        assertThat(everyone.effect(0, 1_000.5)).isZero();
    }

    @Test
    void aThousandColoursAreDifferent() {
        Set<String> colours = new HashSet<>();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String colour = Palette.next(colours);
            colours.add(colour);
            all.add(colour);
        }

        assertThat(colours).hasSize(1_000).allMatch(colour -> colour.matches("#[0-9a-f]{6}"));
        assertThat(Palette.next(Set.of("#332288", "#ddcc77"))).isEqualTo("#cc6677");
        assertThat(all.get(0)).isEqualTo("#332288");
    }
}
