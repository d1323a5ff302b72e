package dev.kindred.index;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;

/** Builds an index while its table is read and written; the result tells what was forecast and what became of it. */
@ApplicationScoped
class BuildJob implements JobKind {

    static final String NAME = "build-index";

    private final IndexPlanner planner;
    private final Indexes indexes;
    private final TableWork work;
    private final Leftovers leftovers;
    private final BuildSettings settings;

    /** The indexes that jobs of this instance have begun to make, or made, and that are not theirs to keep yet. */
    private final Map<Long, Begun> begun = new ConcurrentHashMap<>();

    /** Until it is complete, another instance may have begun one of the same name after the end of this attempt. */
    private record Begun(String name, boolean isComplete) {}

    BuildJob(IndexPlanner planner, Indexes indexes, TableWork work, Leftovers leftovers, BuildSettings settings) {
        this.planner = planner;
        this.indexes = indexes;
        this.work = work;
        this.leftovers = leftovers;
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** A second attempt removes what the first has left, or keeps what the database completed without the instance. */
    @Override
    public int attempts() {
        return 2;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        Definition definition = planner.define(run.parameters(NewIndex.class));
        run.progress(0, "counting rows");
        IndexPlan plan = planner.plan(definition);
        run.stopIfCancelled();
        long start = System.nanoTime();
        List<String> remarks = work.run(run,
                new TableWork.Target(plan.table(), definition.column().quotedTable(), plan.rows()),
                settings.of(plan.kind(), plan.forecast()), () -> statement(run, definition, plan));
        begun.computeIfPresent(run.id(), (id, index) -> new Begun(index.name(), true));
        double seconds = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
        IndexView index = IndexView.of(indexes.named(plan.name()), plan.rows(), plan.leftOut());
        return () -> new BuiltIndex(index, plan, seconds, remarks);
    }

    private Optional<String> statement(JobRun run, Definition definition, IndexPlan plan) {
        Optional<StoredIndex> standing = indexes.find(plan.name())
                .filter(index -> index.table().equals(plan.table()));
        if (run.attempt() > 1 && standing.filter(index -> index.valid() && definition.isMetBy(index)).isPresent()) {
            return Optional.empty();
        }
        planner.requireFree(definition);
        standing.filter(StoredIndex::isLeftover).ifPresent(leftover -> leftovers.dropBefore(run, leftover));
        begun.put(run.id(), new Begun(plan.name(), false));
        return Optional.of(plan.statement());
    }

    @Override
    public void undo(JobRun run) {
        Begun index = begun.get(run.id());
        if (index != null) {
            indexes.find(index.name()).filter(found -> index.isComplete() || found.isLeftover())
                    .ifPresent(leftovers::dropAfter);
        }
    }

    @Override
    public void ended(JobRun run) {
        begun.remove(run.id());
    }
}
