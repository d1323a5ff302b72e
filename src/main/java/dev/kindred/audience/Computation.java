package dev.kindred.audience;

import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import dev.kindred.job.JobRun;
import dev.kindred.job.JobSnapshot;
import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Conflict;
import dev.kindred.recipe.Recipe;

/** The computation of one audience. */
final class Computation {

    private static final int SAMPLE = 1_000;

    /** Random by their ids, so that the same customers are drawn wherever their rows lie. */
    private static final String RANDOM_CUSTOMERS = """
            select id, embedding
              from (select c.id, c.embedding from customer c order by hashint8extended(c.id, 20), c.id limit %d) as drawn
             order by id"""
            .formatted(SAMPLE);

    private final JobSnapshot snapshot;
    private final NewAudience wanted;
    private final Metric metric;
    private final Seeds seeds;
    private final Recipe recipe;
    private final JobRun run;

    Computation(JobSnapshot snapshot, NewAudience wanted, Seeds seeds, Recipe recipe, JobRun run) {
        this.snapshot = snapshot;
        this.wanted = wanted;
        this.metric = Metric.parse(wanted.metric());
        this.seeds = seeds;
        this.recipe = recipe;
        this.run = run;
    }

    /**
     * Computes it.
     *
     * @param filter  SQL over a row {@code c}: whether it may be a member
     * @param minimum fewest candidates
     */
    Computed compute(String filter, int minimum) {
        run.progress(0.1, "counting the candidates");
        String candidates = "%s and (%s) is not true and (%s) is not true%s".formatted(filter, seeds.condition(),
                seeds.excluded(), metric == Metric.COSINE ? " and vector_norm(c.embedding) > 0" : "");
        long count = count(candidates);
        if (count < minimum) {
            throw new Conflict(
                    "Without the seeds, the excluded and those whom the filter leaves out, only %d candidate(s) "
                            .formatted(count)
                            + "remain; an audience must have at least %d members, because a smaller one tells of "
                                    .formatted(minimum)
                            + "single people.");
        }
        run.progress(0.2, "ranking");
        Ranked ranked = rank(candidates, count);
        run.progress(0.7, "measuring");
        Vectors sample = snapshot.read(connection -> VectorReader.read(connection, RANDOM_CUSTOMERS));
        SubSeedSearch.Found found = new SubSeedSearch(seeds.vectors(), metric, recipe, run::isCancelled).search();
        return new Computed(wanted, recipe.hash(), ranked.members(),
                new AudienceReport(seeds.found(), count, Coherence.of(seeds.vectors(), sample, metric),
                        found.subSeeds(), ranked.curve(), null),
                found.seedIds(), found.groupOf());
    }

    private long count(String candidates) {
        return snapshot.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from customer c where " + candidates)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private record Ranked(Ranking members, SizeCurve curve) {}

    private Ranked rank(String candidates, long count) {
        List<Contest> contests = new ArrayList<>();
        contests.add(new Contest(seeds.vectors(), new long[0], wanted.size()));
        Ranker.Rules rules = new Ranker.Rules(candidates, seeds.unlikes(), wanted.unlikeWeight(), metric);
        int found = seeds.vectors().count();
        if (found < HoldOut.FEWEST_SEEDS) {
            return new Ranked(ranker().rank(snapshot, rules, contests).get(0), SizeCurve.none(
                    "A curve needs at least %d seeds, of which a fifth is held out, but there are %d.".formatted(
                            HoldOut.FEWEST_SEEDS, found)));
        }
        HoldOut holdOut = HoldOut.of(seeds.vectors());
        long among = count + holdOut.held().length;
        int[] sizes = SizeCurve.sizes(wanted.size(), among);
        contests.add(new Contest(holdOut.searching(), holdOut.held(), sizes[sizes.length - 1]));
        List<Ranking> rankings = ranker().rank(snapshot, rules, contests);
        return new Ranked(rankings.get(0), SizeCurve.of(holdOut.held(), rankings.get(1), sizes, among));
    }

    private Ranker ranker() {
        return Strategy.parse(wanted.strategy()) == Strategy.CENTROID
                ? new CentroidRanker()
                : new BestMatchRanker(run::isCancelled);
    }
}
