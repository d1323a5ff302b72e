package dev.kindred.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What can be gone back to. Every move of an alias lies on top of those before it; a rollback takes away what lies on the
 * move that it restores. So two rollbacks go two versions back, and a new move starts a new top.
 */
final class UndoStack {

    /** The newest first. */
    private final Deque<AliasMove> moves = new ArrayDeque<>();

    private UndoStack() {}

    /** @param history of one alias, oldest first */
    static UndoStack of(List<AliasMove> history) {
        UndoStack stack = new UndoStack();
        history.forEach(stack::add);
        return stack;
    }

    private void add(AliasMove move) {
        if (move.restores == null) {
            moves.push(move);
            return;
        }
        while (!moves.isEmpty() && !moves.peek().id.equals(move.restores)) {
            moves.pop();
        }
    }

    /**
     * The move to another version than the present one that lies nearest below it. Moves that took the alias away are
     * passed over: without a champion a bare name would mean the newest version, which is seldom what was live.
     */
    Optional<AliasMove> beforePresent() {
        if (moves.isEmpty()) {
            return Optional.empty();
        }
        Integer present = moves.peek().version;
        return moves.stream().filter(move -> move.version != null && !Objects.equals(move.version, present))
                .findFirst();
    }
}
