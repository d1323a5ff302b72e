package dev.kindred.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kindred.problem.Invalid;

class PreferredWaitTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {"wait=5 | 5", "Wait = 5 | 5", "wait=0 | 0",
            "wait=600 | 600", "wait=\"7\" | 7", "respond-async, wait=10 | 10", "respond-async,wait=10,wait=20 | 10",
            "return=minimal; wait=3, wait=4 | 4", "note=\"a, wait=9\", wait=2 | 2", "wait=8; foo=bar | 8",
            "wait=0030 | 30", ", ,wait=1 | 1"})
    void readsTheFirstWait(String header, int seconds) {
        assertThat(PreferredWait.parse(List.of(header))).contains(new PreferredWait(seconds));
    }

    @Test
    void readsSeveralHeadersAndIgnoresOtherPreferences() {
        assertThat(PreferredWait.parse(List.of("respond-async", "wait=6"))).contains(new PreferredWait(6));
        assertThat(PreferredWait.parse(Arrays.asList("handling=strict", "waiting=3", ""))).isEmpty();
        assertThat(PreferredWait.parse(List.of())).isEmpty();
        assertThat(PreferredWait.parse(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait=", "wait=601", "wait=-1", "wait=1.5", "wait=10s", "wait=99999999999",
            "wait=\"\"", "wait=٣"})
    void refusesAnythingButAWholeNumberUpToTheLimit(String header) {
        assertThatThrownBy(() -> PreferredWait.parse(List.of(header))).isInstanceOf(Invalid.class)
                .hasMessageContaining("wait must be a whole number of seconds from 0 to 600");
    }
}
