package dev.kindred.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;

class CurveTest {

    private static final Curve CURVE = new Curve(List.of(point(1, 10, null, 1, 0, 50), point(1, 10, 10, 0.8, 0.02, 0.5),
            point(1, 10, 40, 0.92, 0.01, 1), point(1, 10, 80, 0.97, 0.01, 2), point(1, 100, 160, 0.99, 0, 4),
            point(0.05, 10, null, 1, 0, 20), point(0.05, 10, 40, 0.99, 0, 30), point(0.005, 10, null, 1, 0, 10)));

    private static RecallPoint point(double kept, int limit, Integer setting, double recall, double error,
            double millis) {
        return new RecallPoint(kept, limit, setting, null, recall, error, millis, 0);
    }

    @Test
    void theFirstSettingServesAllThatItReaches() {
        assertThat(CURVE.cheapest(1, 10, 0.7)).contains(new Curve.Choice(10, 0.8, 0.5));
    }

    @Test
    void betweenTwoSettingsAStraightLineOfTheSureRecallDecides() {
        // Sure are 0.89 at 40 and 0.94 at 80 (four standard errors less a hundredth); 0.93 is four fifths of the way, at 72.
        Curve.Choice choice = CURVE.cheapest(1, 10, 0.93).orElseThrow();
        assertThat(choice.setting()).isEqualTo(72);
        assertThat(choice.recall()).isCloseTo(0.96, within(1e-9));
        assertThat(choice.millis()).isCloseTo(1.8, within(1e-9));
    }

    @Test
    void whatNoSettingSurelyReachesIsOutOfReach() {
        assertThat(CURVE.cheapest(1, 10, 0.941)).isEmpty();
    }

    @Test
    void theWidestThatTheTimeAllowsIsOneThatWasMeasured() {
        assertThat(CURVE.widest(1, 10, 2)).contains(new Curve.Choice(40, 0.92, 1));
        assertThat(CURVE.widest(1, 10, 25).orElseThrow().setting()).isEqualTo(80);
        assertThat(CURVE.widest(1, 10, 0.5)).isEmpty();
    }

    @Test
    void aLimitCountsAsTheNextHigherOneMeasured() {
        assertThat(CURVE.cheapest(1, 11, 0.7).orElseThrow().setting()).isEqualTo(160);
        assertThat(CURVE.cheapest(1, 101, 0.7)).isEmpty();
    }

    @Test
    void aFilterCountsAsTheNextStricterOneMeasured() {
        assertThat(CURVE.exactMillis(0.9, 10)).hasValue(20);
        assertThat(CURVE.exactMillis(0.041, 10)).hasValue(20); // within the tolerance
        assertThat(CURVE.exactMillis(0.039, 10)).hasValue(10);
        assertThat(CURVE.exactMillis(0.0001, 10)).isEmpty();
    }
}
