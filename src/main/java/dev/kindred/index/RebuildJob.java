package dev.kindred.index;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;

/**
 * Builds a stored index anew, by {@code REINDEX CONCURRENTLY}. That is a concurrent build beside the old index and a swap
 * of both in one short transaction, so what one would write by hand with two names; but it needs no lock against readers
 * at the swap, so that nobody has to be timed out of it, and it keeps the index's comment and statistics target.
 */
@ApplicationScoped
class RebuildJob implements JobKind {

    static final String NAME = "rebuild-index";

    private final IndexPlanner planner;
    private final Indexes indexes;
    private final TableWork work;
    private final Leftovers leftovers;
    private final BuildSettings settings;

    RebuildJob(IndexPlanner planner, Indexes indexes, TableWork work, Leftovers leftovers, BuildSettings settings) {
        this.planner = planner;
        this.indexes = indexes;
        this.work = work;
        this.leftovers = leftovers;
        this.settings = settings;
    }

    /** Which index. */
    @RegisterForReflection
    record Parameters(@NotNull String name) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int attempts() {
        return 2;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        StoredIndex index = indexes.named(run.parameters(Parameters.class).name());
        run.progress(0, "counting rows");
        RowCount count = indexes.count(index);
        Forecast forecast = planner.forecast(index, count);
        run.stopIfCancelled();
        long start = System.nanoTime();
        List<String> remarks = work.run(run,
                new TableWork.Target(index.table(), index.quotedTable(), count.indexed()),
                settings.of(index.kind(), forecast), () -> {
                    leftovers.ofRebuild(index).forEach(leftover -> leftovers.dropBefore(run, leftover));
                    return Optional.of("reindex index concurrently " + index.quoted());
                });
        double seconds = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
        IndexView now = IndexView.of(indexes.named(index.name()), count.rows(), LeftOut.of(count));
        return () -> new RebuiltIndex(now, forecast, index.bytes(), seconds, remarks);
    }

    @Override
    public void undo(JobRun run) {
        StoredIndex index = indexes.named(run.parameters(Parameters.class).name());
        leftovers.ofRebuild(index).forEach(leftovers::dropAfter);
    }
}
