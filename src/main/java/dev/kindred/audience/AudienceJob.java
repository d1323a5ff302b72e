package dev.kindred.audience;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;

/** Makes a new audience. */
@ApplicationScoped
class AudienceJob implements JobKind {

    static final String NAME = "audience";

    private final LookAlikes lookAlikes;
    private final Audiences audiences;
    private final AudienceStore store;

    AudienceJob(LookAlikes lookAlikes, Audiences audiences, AudienceStore store) {
        this.lookAlikes = lookAlikes;
        this.audiences = audiences;
        this.store = store;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** What died with its instance has left nothing. */
    @Override
    public int attempts() {
        return 2;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        NewAudience wanted = run.parameters(NewAudience.class).withDefaults();
        audiences.requireNew(wanted.name()); // sooner than the ranking of a million customers
        Computed computed = lookAlikes.compute(wanted, false, run);
        run.progress(0.9, "storing");
        return () -> {
            store.create(computed, run);
            return AudienceView.of(audiences.named(wanted.name()));
        };
    }
}
