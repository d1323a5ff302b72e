package dev.kindred.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AffineTest {

    @ParameterizedTest
    @CsvSource({"100000, 126000, (x - 100000) / 126000", "0.1234567, 20, (x - 0.123457) / 20",
            "-3, 1.5e15, (x - -3) / 1500000000000000", "0, 2.5e-7, (x - 0) / 0.00000025"})
    void itsWordsTellTheNumbersToSixDigits(double offset, double divisor, String expected) {
        assertThat(new Affine(offset, divisor, 0, false).words()).isEqualTo(expected);
    }
}
