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
 * Drops an index without stopping anybody. A job, because it waits for all transactions that use the table. Broken off, it
 * leaves the index invalid: then it is to be dropped again.
 */
@ApplicationScoped
class DropJob implements JobKind {

    static final String NAME = "drop-index";

    private final Indexes indexes;
    private final TableWork work;

    DropJob(Indexes indexes, TableWork work) {
        this.indexes = indexes;
        this.work = work;
    }

    /** Which index. */
    @RegisterForReflection
    record Parameters(@NotNull String name) {}

    /** The result. */
    @RegisterForReflection
    record Dropped(String name, long bytes) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        StoredIndex index = indexes.named(run.parameters(Parameters.class).name());
        run.progress(0, "dropping, once nobody uses it");
        work.run(run, new TableWork.Target(index.table(), index.quotedTable(), 0), List.of(),
                () -> Optional.of("drop index concurrently " + index.quoted()));
        return () -> new Dropped(index.name(), index.bytes());
    }
}
