package dev.kindred.model;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotBlank;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;

/** Trains a stored model once more and tells whether the same comes out; stores nothing. */
@ApplicationScoped
class VerificationJob implements JobKind {

    static final String NAME = "verify";

    private final Training training;
    private final Models models;

    VerificationJob(Training training, Models models) {
        this.training = training;
        this.models = models;
    }

    /** Which model. */
    @RegisterForReflection
    record Parameters(@NotBlank String name, int version) {}

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
        Parameters wanted = run.parameters(Parameters.class);
        KMeansModel stored = models.version(wanted.name(), wanted.version());
        training.checkAgain(stored);
        KMeansModel again = training.trainAgain(stored, run::progress, run::isCancelled);
        Verification verification = Verification.of(stored, models.hashOfStoredBytes(stored), again);
        return () -> verification;
    }
}
