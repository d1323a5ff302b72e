package dev.kindred.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By hand, from the structures that pgvector's sources declare; IndexBuildTest compares with what a server does. */
class FootprintTest {

    @Test
    void aGraphTakesItsElementsTheirLinksAndTheirValues() {
        // 64 × 4 bytes and a header of 8; one page holds 13 rows: 336 for the element, 203 for its 33 links, 8 for both items.
        IndexOptions options = new IndexOptions(16, 64, null, null);
        Footprint footprint = Footprint.of(options, VectorType.VECTOR.bytes(64, 0), 64, 14_000);

        // 136 + 272 + 8 + 8 and the links 8 + 8 + 32 × 16; 1/15 more layers of 8 + 8 + 8 + 16 × 16.
        double element = 136 + 272 + 16 + 528 + (8 + 272) / 15.0;
        assertThat(footprint.memory()).isEqualTo(Math.round(14_000 * element));
        assertThat(footprint.disk()).isEqualTo(8_192L * (1 + 1_000));
    }

    @Test
    void aValueBeyondHalfAPageTakesAPageOfItsOwn() {
        IndexOptions options = new IndexOptions(16, 64, null, null);
        assertThat(Footprint.of(options, VectorType.VECTOR.bytes(1_536, 0), 1_536, 1_000).disk())
                .isEqualTo(8_192L * 1_001);
    }

    @Test
    void theKMeansOfManyListsTakesTheBoundsOfAllSamples() {
        Footprint footprint = Footprint.of(new IndexOptions(null, null, 1_000, null), 264, 64, 1_000_000);

        long samples = 50_000;
        long values = (samples + 2_000) * 264 + 4 * 1_000 * 64;
        long bounds = 4 * samples * 1_000 + 4 * 1_000 * 1_000 + 8 * samples + 12 * 1_000;
        assertThat(footprint.memory()).isEqualTo(values + bounds);
    }
}
