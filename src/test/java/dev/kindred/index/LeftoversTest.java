package dev.kindred.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By the rule of PostgreSQL (makeObjectName in indexcmds.c), which leaves 63 bytes to a name. */
class LeftoversTest {

    @Test
    void whatARebuildLeavesIsNamedAfterItsIndex() {
        assertThat(Leftovers.isBeside("built_v_ccnew", "built_v")).isTrue();
        assertThat(Leftovers.isBeside("built_v_ccnew2", "built_v")).isTrue();
        assertThat(Leftovers.isBeside("built_v_ccold", "built_v")).isTrue();
        assertThat(Leftovers.isBeside("built_v_hnsw_ccnew", "built_v")).isFalse();
        assertThat(Leftovers.isBeside("built_ccnew", "built_v")).isFalse();
        assertThat(Leftovers.isBeside("built_v", "built_v")).isFalse();
    }

    @Test
    void theNameOfALongOneIsCutOff() {
        assertThat(Leftovers.isBeside("i".repeat(57) + "_ccnew", "i".repeat(63))).isTrue();
        assertThat(Leftovers.isBeside("i".repeat(56) + "_ccnew1", "i".repeat(60))).isTrue();
        assertThat(Leftovers.isBeside("ä".repeat(28) + "_ccnew", "ä".repeat(31))).isTrue();
        assertThat(Leftovers.isBeside("i".repeat(50) + "_ccnew", "i".repeat(63))).isFalse();
    }
}
