package dev.kindred.assignment;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.job.JobKind;
import dev.kindred.job.JobRun;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.model.VectorSource;
import dev.kindred.model.VectorSources;
import dev.kindred.problem.NotFound;

/**
 * Labels a model's whole table. All of it is the job's last step, in the one transaction that ends the job: whoever reads
 * sees the old labels until its commit, and a process that dies leaves those. Writing the labels beforehand into a table
 * of their own would write each twice, and leave that table behind.
 */
@ApplicationScoped
class AssignJob implements JobKind {

    static final String NAME = "assign";

    private final Models models;
    private final VectorSources sources;
    private final AssignedModels assigned;
    private final TableAssignment assignment;
    private final WriterGate gate;

    AssignJob(Models models, VectorSources sources, AssignedModels assigned, TableAssignment assignment,
            WriterGate gate) {
        this.models = models;
        this.sources = sources;
        this.assigned = assigned;
        this.assignment = assignment;
        this.gate = gate;
    }

    /**
     * Which model.
     *
     * @param model its id: what a name stands for may change before the job runs
     */
    @RegisterForReflection
    record Parameters(long model) {}

    @Override
    public String name() {
        return NAME;
    }

    /** What died with its instance has changed nothing. */
    @Override
    public int attempts() {
        return 2;
    }

    /** What can be said before there is a job. */
    @Transactional
    void check(KMeansModel model) {
        model.requirePredictor();
        sources.of(model).rowKey();
        assigned.requireFree(model);
    }

    @Override
    public Supplier<?> run(JobRun run) {
        long id = run.parameters(Parameters.class).model();
        KMeansModel model = QuarkusTransaction.requiringNew().call(() -> models.findByIdOptional(id))
                .orElseThrow(() -> new NotFound("There is no model with id %d any more.".formatted(id)));
        model.requirePredictor();
        VectorSource source = sources.of(model);
        source.rowKey(); // refuses a table without one before anything is written
        assigned.register(run, model);
        if (FollowedCustomers.isTable(source.table().name())) {
            run.progress(0, "waiting for transactions that write customers");
            gate.awaitWriters(run);
        }
        return () -> assignment.of(run, model, source);
    }

    @Override
    public void undo(JobRun run) {
        assigned.withdraw(run);
    }
}
