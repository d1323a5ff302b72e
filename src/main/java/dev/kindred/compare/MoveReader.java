package dev.kindred.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import dev.kindred.model.VectorSources;
import dev.kindred.plan.PlanLog;
import dev.kindred.segment.Segment;
import dev.kindred.vector.VectorBlocks;

/**
 * Finds the rows that would change their segment, in key order and constant memory. Reads the table in parts, one
 * statement each, so that a page near the front does not cost a whole pass and none has to be broken off.
 */
final class MoveReader {

    private static final int LARGEST_PART = 16 * VectorBlocks.ROWS;

    private final Pair pair;
    private final CommonSegments common;
    private final Connection connection;
    private final VectorSources sources;
    private final PlanLog plans;
    private final KeyOrder order;

    MoveReader(Pair pair, CommonSegments common, Connection connection, VectorSources sources, PlanLog plans) {
        this.pair = pair;
        this.common = common;
        this.connection = connection;
        this.sources = sources;
        this.plans = plans;
        this.order = new KeyOrder(pair.from().source());
    }

    /**
     * Which moves are wanted.
     *
     * @param from  id of a segment; null for any
     * @param to    likewise
     * @param after the key that comes before the first; null for all
     */
    record Wanted(Long from, Long to, String after) {}

    /** Refuses what no row can be. */
    void check(Wanted wanted) throws SQLException {
        CommonSegments.require(common.from(), wanted.from(), "fromSegment");
        CommonSegments.require(common.to(), wanted.to(), "toSegment");
        order.next(connection, wanted.after(), 1);
    }

    /**
     * Reads moves.
     *
     * @param sink takes them until it answers false
     */
    void read(Wanted wanted, Predicate<Move> sink) throws SQLException {
        check(wanted);
        try (PairedRows rows = new PairedRows(pair, connection, sources, plans)) {
            String after = wanted.after();
            int size = VectorBlocks.ROWS;
            Part part;
            do {
                part = new Part(wanted, sink);
                rows.read(connection, order.rowKey(), order.next(connection, after, size), part);
                after = part.lastKey;
                if (part.rows < size) {
                    return;
                }
                size = Math.min(2 * size, LARGEST_PART);
            } while (part.goesOn);
        }
    }

    private final class Part implements PairedRows.Sink {
        private final Wanted wanted;
        private final Predicate<Move> sink;
        private String lastKey;
        private int rows;
        private boolean goesOn = true;

        Part(Wanted wanted, Predicate<Move> sink) {
            this.wanted = wanted;
            this.sink = sink;
        }

        @Override
        public void row(String key, int from, double fromDistance, int to, double toDistance) {
            rows++;
            lastKey = key;
            if (goesOn && from >= 0 && to >= 0 && common.isMove(from, to)) {
                Segment before = common.from().get(from);
                Segment after = common.to().get(to);
                if (isAny(wanted.from(), before) && isAny(wanted.to(), after)) {
                    goesOn = sink.test(new Move(key, before.id(), before.label(), after.id(), after.label(),
                            fromDistance, toDistance));
                }
            }
        }

        private static boolean isAny(Long wanted, Segment segment) {
            return wanted == null || wanted == segment.id();
        }
    }

    /** The first moves, as many as there may be. */
    List<Move> first(Wanted wanted, int limit) throws SQLException {
        List<Move> moves = new ArrayList<>();
        read(wanted, move -> moves.add(move) && moves.size() < limit);
        return moves;
    }
}
