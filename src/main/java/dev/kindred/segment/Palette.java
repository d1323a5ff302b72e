package dev.kindred.segment;

import java.util.List;
import java.util.Set;

/** Colours of segments. */
final class Palette {

    /** Paul Tol's "muted" scheme, told apart with every kind of colour vision (SRON technical note EPS 09-002, 2021). */
    private static final List<String> COLOURS = List.of("#332288", "#cc6677", "#ddcc77", "#117733", "#88ccee",
            "#882255", "#44aa99", "#999933", "#aa4499");

    /** Hues a golden section apart never meet and lie far from their last few predecessors. */
    private static final double GOLDEN_SECTION = 0.618033988749895;

    private static final double[] LIGHTNESSES = {0.45, 0.65, 0.3};
    private static final double SATURATION = 0.6;

    private Palette() {}

    /** A colour that none of a version's other segments has. */
    static String next(Set<String> taken) {
        for (String colour : COLOURS) {
            if (!taken.contains(colour)) {
                return colour;
            }
        }
        int number = 0;
        while (taken.contains(generated(number))) {
            number++;
        }
        return generated(number);
    }

    private static String generated(int number) {
        double hue = number * GOLDEN_SECTION % 1;
        double lightness = LIGHTNESSES[number % LIGHTNESSES.length];
        return "#%02x%02x%02x".formatted(channel(0, hue, lightness), channel(8, hue, lightness),
                channel(4, hue, lightness));
    }

    /** From HSL, as CSS Color Module Level 4, section 7, computes it. */
    private static int channel(int offset, double hue, double lightness) {
        double k = (offset + hue * 12) % 12;
        double chroma = SATURATION * Math.min(lightness, 1 - lightness);
        return (int) Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1))));
    }
}
