package dev.kindred.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdjustedRandIndexTest {

    @Test
    void theFormulaOfHubertAndArabieIsMet() {
        long[][] counts = {{1, 1, 0}, {1, 2, 1}, {0, 0, 4}};

        // 7 pairs together of 45; 1 + 6 + 6 = 13 in rows, 1 + 3 + 10 = 14 in columns; 13 * 14 / 45 by chance
        assertThat(AdjustedRandIndex.of(counts)).isCloseTo((7 - 182 / 45.0) / (13.5 - 182 / 45.0), within(1e-12));
    }

    @Test
    void theSameGroupsUnderOtherNumbersAgreeFully() {
        assertThat(AdjustedRandIndex.of(new long[][]{{0, 5}, {7, 0}})).isEqualTo(1);
        assertThat(AdjustedRandIndex.of(new long[][]{{9}})).isEqualTo(1);
        assertThat(AdjustedRandIndex.of(new long[][]{{1, 0}, {0, 1}})).isEqualTo(1);
    }

    @Test
    void independentGroupsAgreeByChanceOnly() {
        long million = 1_000_000;
        assertThat(AdjustedRandIndex.of(new long[][]{{million, million}, {million, million}}))
                .isCloseTo(0, within(1e-6));
        assertThat(AdjustedRandIndex.of(new long[][]{{4, 4}})).isZero();
    }

    @Test
    void manyRowsStayExact() {
        long rows = 2_000_000_000L;
        assertThat(AdjustedRandIndex.of(new long[][]{{rows, 0}, {0, rows}})).isEqualTo(1);
    }

    @Test
    void oneRowHasNothingToAgreeOn() {
        assertThat(AdjustedRandIndex.of(new long[][]{{1, 0}, {0, 0}})).isNull();
    }
}
