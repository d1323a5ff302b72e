package dev.kindred.model;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;

/** Trains a model; the result is the stored model. Its parameters are those of a request. */
@ApplicationScoped
class TrainingJob implements JobKind {

    static final String NAME = "train";

    private final Training training;

    TrainingJob(Training training) {
        this.training = training;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** A training that died with its instance has left nothing, and the next attempt reads the table anew. */
    @Override
    public int attempts() {
        return 2;
    }

    @Override
    public Supplier<?> run(JobRun run) {
        Training.Trained trained = training.train(run.parameters(NewModel.class), run::progress, run::isCancelled);
        run.progress(0.99, "storing");
        return () -> ModelView.of(training.store(trained));
    }
}
