package dev.kindred.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Where a rollback leads, by hand. */
class UndoStackTest {

    private final List<AliasMove> history = new ArrayList<>();

    private void put(Integer version) {
        add(version, null);
    }

    private void add(Integer version, Long restores) {
        AliasMove move = new AliasMove();
        move.id = 100L + history.size();
        move.version = version;
        move.restores = restores;
        history.add(move);
    }

    /** The version that a rollback leads to; null where it has nowhere to go. */
    private Integer rollBack() {
        AliasMove target = UndoStack.of(history).beforePresent().orElse(null);
        if (target == null) {
            return null;
        }
        add(target.version, target.id);
        return target.version;
    }

    @Test
    void eachRollbackGoesOneVersionFurtherBackUntilThereIsNone() {
        put(1);
        put(2);
        put(3);

        assertThat(rollBack()).isEqualTo(2);
        assertThat(rollBack()).isEqualTo(1);
        assertThat(rollBack()).isNull();
    }

    @Test
    void aNewMoveAfterARollbackStartsANewTop() {
        put(1);
        put(2);
        rollBack();
        put(5);

        assertThat(rollBack()).isEqualTo(1);
        assertThat(rollBack()).isNull();
    }

    @Test
    void whatWasLiveTwiceIsGoneBackToTwice() {
        put(1);
        put(2);
        put(1);

        assertThat(rollBack()).isEqualTo(2);
        assertThat(rollBack()).isEqualTo(1);
        assertThat(rollBack()).isNull();
    }

    @Test
    void movesToTheSameVersionAreNoStepOfTheirOwn() {
        put(1);
        put(2);
        put(2);
        put(2);

        assertThat(rollBack()).isEqualTo(1);
    }

    @Test
    void aTakenAwayAliasComesBackAndTimesWithoutOneAreStepsOfNobody() {
        put(1);
        put(2);
        put(null);

        assertThat(rollBack()).isEqualTo(2);
        put(null);
        put(3);
        assertThat(rollBack()).isEqualTo(2);
        assertThat(rollBack()).isEqualTo(1);
    }

    @Test
    void withoutAnyMoveThereIsNothingToGoBackTo() {
        assertThat(rollBack()).isNull();
        put(1);
        assertThat(rollBack()).isNull();
    }
}
