package dev.kindred.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

class NumberTextTest {

    private static double number(String text) {
        char[] chars = ("," + text + ",").toCharArray();
        return NumberText.number(chars, 1, chars.length - 1);
    }

    @Test
    void aNumberIsTheDoubleThatJavaReads() {
        RandomGenerator random = new Well19937c(3);
        for (int i = 0; i < 200_000; i++) {
            int decimals = random.nextInt(9);
            String text = (random.nextInt(4) == 0 ? "-" : "") + random.nextInt(1_000_000_000)
                    + (decimals == 0
                            ? ""
                            : "." + ("" + (1_000_000_000L + random.nextInt(1_000_000_000))).substring(1, 1 + decimals))
                    + (random.nextInt(5) == 0 ? "e" + (random.nextInt(40) - 20) : "");

            assertThat(number(text)).as(text).isEqualTo(Double.parseDouble(text));
        }
    }

    @Test
    void whatOnlyLooksLikeANumberIsNone() {
        for (String text : new String[]{"", "-", "+", ".", "1.", ".5", "1..2", "1e", "1e+", "e5", "1d", "0x10", "NaN",
                "Infinity", "1,5", "1 000", "--1", "1_0", "٣"}) {
            assertThat(number(text)).as(text).isNaN();
        }
    }
}
