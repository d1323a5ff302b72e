package dev.kindred.audience;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import dev.kindred.kmeans.ClusterCountSweep;
import dev.kindred.kmeans.Clustering;
import dev.kindred.kmeans.KMeans;
import dev.kindred.kmeans.KMeansMetric;
import dev.kindred.kmeans.KMeansOptions;
import dev.kindred.kmeans.Progress;
import dev.kindred.neighbor.Metric;
import dev.kindred.recipe.Recipe;
import dev.kindred.vector.FloatMatrix;

/** Looks whether seeds fall into several groups. */
final class SubSeedSearch {

    private static final int FEWEST_SEEDS = 10;

    /** On these the number of groups is chosen: a silhouette's cost grows with the square of its rows. */
    private static final int SWEPT_SEEDS = 2_000;
    private static final int MOST_GROUPS = 10;

    /** Rousseeuw's bound for a structure that is more than weak. */
    private static final double CONVINCING = 0.5;

    /** Smaller groups are strays rather than a kind of customer. */
    private static final int SMALLEST_GROUP = 5;
    private static final double SMALLEST_SHARE = 0.05;

    private static final int LISTED_IDS = 100;
    private static final int LISTED_FEATURES = 3;

    private final Vectors seeds;
    private final KMeansOptions options;
    private final Recipe recipe;
    private final BooleanSupplier cancelled;

    SubSeedSearch(Vectors seeds, Metric metric, Recipe recipe, BooleanSupplier cancelled) {
        this.seeds = metric == Metric.COSINE ? seeds.directions() : seeds;
        this.options = KMeansOptions.clusters(2)
                .withMetric(metric == Metric.COSINE ? KMeansMetric.COSINE : KMeansMetric.EUCLIDEAN);
        this.recipe = recipe;
        this.cancelled = cancelled;
    }

    /**
     * What was found.
     *
     * @param groupOf per seed the number of its group, from 1; null where there are no groups
     */
    record Found(SubSeeds subSeeds, int[] groupOf) {

        static Found none(String reason) {
            return new Found(new SubSeeds(reason, List.of()), null);
        }
    }

    Found search() {
        if (seeds.count() < FEWEST_SEEDS) {
            return Found.none("With fewer than %d seeds no groups are looked for.".formatted(FEWEST_SEEDS));
        }
        Vectors swept = seeds.count() > SWEPT_SEEDS ? HoldOut.sample(seeds, SWEPT_SEEDS) : seeds;
        int most = Math.min(Math.min(MOST_GROUPS, (int) Math.sqrt(swept.count() / 2.0)), different(swept));
        if (most < 2) {
            return Found.none("All seeds have the same vector.");
        }
        try {
            return ClusterCountSweep.run(FloatMatrix.of(swept.values(), swept.dimensions()), null, options, 2, most,
                    Progress.SILENT, cancelled).curve().stream()
                    .filter(point -> point.silhouette().mean() > CONVINCING)
                    .max(Comparator.comparingDouble(point -> point.silhouette().mean())).map(this::split)
                    .orElseGet(() -> Found.none(String.format(Locale.ROOT,
                            "The seeds are of one kind: no split into groups has a mean silhouette above %.1f.",
                            CONVINCING)));
        } catch (IllegalArgumentException differOnlyByRoundings) { // the engine counts different rows as it sees them
            return Found.none("The seeds differ too little for groups.");
        }
    }

    /** How many different vectors, as far as that matters. */
    private static int different(Vectors vectors) {
        Set<List<Float>> seen = new HashSet<>();
        for (int row = 0; row < vectors.count() && seen.size() < MOST_GROUPS; row++) {
            List<Float> values = new ArrayList<>();
            for (int at = row * vectors.dimensions(); at < (row + 1) * vectors.dimensions(); at++) {
                values.add(vectors.values()[at] + 0f);
            }
            seen.add(values);
        }
        return seen.size();
    }

    private Found split(ClusterCountSweep.Point chosen) {
        Clustering clustering = KMeans.fit(FloatMatrix.of(seeds.values(), seeds.dimensions()), null,
                options.withClusters(chosen.clusters()), Progress.SILENT, cancelled);
        long[] sizes = clustering.sizes();
        long smallest = Arrays.stream(sizes).min().orElseThrow();
        if (smallest < Math.max(SMALLEST_GROUP, SMALLEST_SHARE * seeds.count())) {
            return Found.none("The seeds are of one kind, but for a few strays.");
        }
        int[] bySize = IntStream.range(0, sizes.length).boxed()
                .sorted(Comparator.comparingLong((Integer cluster) -> -sizes[cluster])).mapToInt(i -> i).toArray();
        int[] numberOf = new int[sizes.length];
        for (int place = 0; place < bySize.length; place++) {
            numberOf[bySize[place]] = place + 1;
        }
        int[] groupOf = Arrays.stream(clustering.labels()).map(label -> numberOf[label]).toArray();
        List<SubSeeds.Group> groups = IntStream.rangeClosed(1, sizes.length).mapToObj(group -> group(groupOf, group))
                .toList();
        String reason = String.format(Locale.ROOT, "The seeds fall into %d groups, with a mean silhouette of %.2f.",
                sizes.length, chosen.silhouette().mean());
        return new Found(new SubSeeds(reason, groups), groupOf);
    }

    private SubSeeds.Group group(int[] groupOf, int group) {
        int[] rows = IntStream.range(0, groupOf.length).filter(row -> groupOf[row] == group).toArray();
        Vectors members = seeds.only(rows);
        List<Long> ids = Arrays.stream(members.ids()).limit(LISTED_IDS).boxed().toList();
        return new SubSeeds.Group(group, rows.length, ids, differences(members));
    }

    private List<SubSeeds.Feature> differences(Vectors members) {
        float[] all = seeds.centre(Metric.L2).orElseThrow();
        float[] own = members.centre(Metric.L2).orElseThrow();
        double total = square(own, all, 0, all.length);
        return recipe.blocks().stream()
                .map(block -> new SubSeeds.Feature(block.feature(),
                        square(own, all, block.start(), block.length()) / total))
                .filter(feature -> feature.share() > 0)
                .sorted(Comparator.comparingDouble(feature -> -feature.share())).limit(LISTED_FEATURES).toList();
    }

    private static double square(float[] a, float[] b, int start, int length) {
        double square = 0;
        for (int at = start; at < start + length; at++) {
            square += ((double) a[at] - b[at]) * ((double) a[at] - b[at]);
        }
        return square;
    }
}
