package dev.kindred.audience;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotBlank;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;

/** Computes an audience anew, by its own definition over the customers there are now. */
@ApplicationScoped
class RefreshJob implements JobKind {

    static final String NAME = "refresh-audience";

    private final LookAlikes lookAlikes;
    private final Audiences audiences;
    private final AudienceStore store;

    RefreshJob(LookAlikes lookAlikes, Audiences audiences, AudienceStore store) {
        this.lookAlikes = lookAlikes;
        this.audiences = audiences;
        this.store = store;
    }

    /** Which audience. */
    @RegisterForReflection
    record Parameters(@NotBlank String name) {}

    @Override
    public String name() {
        return NAME;
    }

    /** What died with its instance has changed nothing. */
    @Override
    public int attempts() {
        return 2;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        Audience stored = audiences.named(run.parameters(Parameters.class).name());
        Computed computed = lookAlikes.compute(stored.definition, true, run);
        run.progress(0.9, "storing");
        return () -> {
            store.replace(stored.id, computed, run);
            audiences.getEntityManager().clear(); // it may know the row as it was
            return AudienceView.of(audiences.named(stored.name));
        };
    }
}
