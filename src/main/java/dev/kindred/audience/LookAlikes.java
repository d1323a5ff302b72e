package dev.kindred.audience;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.job.JobRun;
import dev.kindred.job.JobSnapshot;
import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.Recipes;

/** Computes audiences, each from one snapshot. */
@ApplicationScoped
class LookAlikes {

    /** Fills the vectors of the customers. */
    private static final String RECIPE = "customer";

    private final AgroalDataSource dataSource;
    private final Recipes recipes;
    private final SeedReader seedReader;
    private final Picking picking;
    private final AudiencesConfig config;

    LookAlikes(AgroalDataSource dataSource, Recipes recipes, SeedReader seedReader, Picking picking,
            AudiencesConfig config) {
        this.dataSource = dataSource;
        this.recipes = recipes;
        this.seedReader = seedReader;
        this.picking = picking;
        this.config = config;
    }

    /** Checks all that can be checked without looking at customers, so that a mistake is told at once. */
    void check(NewAudience wanted) {
        Metric.parse(wanted.metric());
        Strategy.parse(wanted.strategy());
        if (wanted.size() < config.minimumSize()) {
            throw new Invalid("size must be at least %d, but was %d: a smaller audience tells of single people."
                    .formatted(config.minimumSize(), wanted.size()));
        }
        picking.check(wanted.seeds(), "seeds");
        picking.check(wanted.unlike(), "unlike");
        picking.check(wanted.exclude(), "exclude");
        picking.filter(wanted.filter());
    }

    /**
     * Computes an audience.
     *
     * @param wanted    with all defaults filled in
     * @param isRefresh whether seeds that are no customers any more are left out rather than refused
     * @throws Invalid  if the selections can't be used
     * @throws Conflict if too few customers are left to choose from
     * @throws java.util.concurrent.CancellationException if the job was cancelled
     */
    Computed compute(NewAudience wanted, boolean isRefresh, JobRun run) {
        check(wanted);
        run.progress(0, "reading the seeds");
        try (JobSnapshot snapshot = JobSnapshot.open(dataSource, run, "customer")) {
            Recipe recipe = snapshot.read(connection -> recipes.active(connection, RECIPE));
            Seeds seeds = snapshot.read(connection -> seedReader.read(connection, wanted, isRefresh));
            String filter = snapshot
                    .read(connection -> picking.condition(connection, wanted.filter(), "filter"));
            return new Computation(snapshot, wanted, seeds, recipe, run).compute(filter, config.minimumSize());
        }
    }
}
