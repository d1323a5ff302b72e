package dev.kindred.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * One position a category, and perhaps one more for all others.
 *
 * @param shares     of the known values, by position
 * @param hasOther   whether the last position stands for every other category
 */
record OneHot(List<String> categories, List<Double> shares, boolean hasOther) {

    static OneHot of(Feature feature) {
        Statistics statistics = feature.statistics();
        boolean hasOther = feature.maxCategories() != null;
        List<Double> shares = statistics.shares();
        if (hasOther) {
            shares = new ArrayList<>(shares);
            shares.add(statistics.otherShare());
        }
        return new OneHot(statistics.categories(), List.copyOf(shares), hasOther);
    }

    int width() {
        return shares.size();
    }

    /** The position of a category; the one for others, or −1 where there is none. */
    int position(String category) {
        int position = categories.indexOf(category);
        return position < 0 && hasOther ? categories.size() : position;
    }

    String words(int position) {
        return position < categories.size()
                ? "1 where it is '%s', else 0".formatted(categories.get(position))
                : "1 where it is known and none of the others, else 0";
    }

    String shortName(int position) {
        return position < categories.size() ? categories.get(position) : "(other)";
    }
}
