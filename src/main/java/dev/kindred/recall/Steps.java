package dev.kindred.recall;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import dev.kindred.recall.RowFilter.Sort;

/** All that is measured: each setting for each share that filters keep and each limit. */
final class Steps {

    private final boolean isHnsw;
    private final Map<Step, Map<Sort, Cell>> cells = new LinkedHashMap<>();

    /**
     * One of them.
     *
     * @param setting 0 for comparing all rows
     */
    record Step(double kept, int limit, int setting) {

        boolean isExact() {
            return setting == 0;
        }
    }

    Steps(Subject subject, List<RowFilter> filters, long rows) {
        this.isHnsw = subject.search().isHnsw();
        for (RowFilter filter : filters) {
            for (int limit : Ladder.limits(filter.kept() * rows)) {
                add(filter, limit, 0);
                Ladder.settings(subject, limit).forEach(setting -> add(filter, limit, setting));
            }
        }
    }

    private void add(RowFilter filter, int limit, int setting) {
        cells.computeIfAbsent(new Step(filter.kept(), limit, setting), step -> new EnumMap<>(Sort.class))
                .put(filter.sort(), new Cell());
    }

    /** Those to be measured for such filters. */
    List<Step> of(RowFilter filter) {
        return cells.keySet().stream().filter(step -> step.kept() == filter.kept()).toList();
    }

    Cell cell(Step step, RowFilter filter) {
        return cells.get(step).get(filter.sort());
    }

    /** Forgets the settings that take more than so many times what comparing all rows takes: they are of no use. */
    void dropSlower(double times) {
        for (Step exact : exact()) {
            cells.keySet().removeAll(settings(exact).stream().filter(step -> millis(step) > times * millis(exact))
                    .toList());
        }
    }

    private List<Step> exact() {
        return cells.keySet().stream().filter(Step::isExact).toList();
    }

    private List<Step> settings(Step exact) {
        return cells.keySet().stream().filter(step -> !step.isExact() && step.kept() == exact.kept()
                && step.limit() == exact.limit()).sorted(Comparator.comparing(Step::setting)).toList();
    }

    /** What came out. */
    List<RecallPoint> points() {
        List<RecallPoint> points = new ArrayList<>();
        for (Map.Entry<Step, Map<Sort, Cell>> entry : cells.entrySet()) {
            Step step = entry.getKey();
            if (entry.getValue().values().stream().noneMatch(Cell::isEmpty)) {
                Cell worst = recall(step);
                Integer setting = step.isExact() ? null : step.setting();
                points.add(new RecallPoint(step.kept(), step.limit(), isHnsw ? setting : null, isHnsw ? null : setting,
                        rounded(worst.recall()), step.isExact() ? 0 : rounded(worst.error()), rounded(millis(step)),
                        rounded(average(entry.getValue().values(), Cell::shortShare))));
            }
        }
        return points;
    }

    /** Of filters of several sorts the one that finds least, so that none finds less than expected. */
    private Cell recall(Step step) {
        return cells.get(step).values().stream()
                .min(Comparator.comparingDouble(cell -> cell.isEmpty() ? 1 : cell.recall())).orElseThrow();
    }

    private double millis(Step step) {
        return average(cells.get(step).values(), Cell::millis);
    }

    private static double average(Collection<Cell> cells, ToDoubleFunction<Cell> value) {
        return cells.stream().filter(cell -> !cell.isEmpty()).mapToDouble(value).average().orElse(0);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e5) / 1e5;
    }
}
