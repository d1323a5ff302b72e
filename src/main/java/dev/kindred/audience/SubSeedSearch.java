package dev.kindred.audience;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
     * @param seedIds of the seeds that are in groups
     * @param groupOf the number of each one's group, from 1
     */
    record Found(SubSeeds subSeeds, long[] seedIds, int[] groupOf) {

        static Found none(String reason) {
            return new Found(new SubSeeds(reason, List.of()), new long[0], new int[0]);
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
            return choose(
                    ClusterCountSweep.run(FloatMatrix.of(swept.values(), swept.dimensions()), null, options, 2, most,
                            Progress.SILENT, cancelled).curve());
        } catch (IllegalArgumentException differOnlyByRoundings) { // the engine counts different rows as it sees them
            return Found.none("The seeds differ too little for groups.");
        }
    }

    /** The best split that has groups besides strays: one far stray alone makes the best split of two. */
    private Found choose(List<ClusterCountSweep.Point> curve) {
        List<ClusterCountSweep.Point> convincing = curve.stream()
                .filter(point -> point.silhouette().mean() > CONVINCING)
                .sorted(Comparator.comparingDouble(point -> -point.silhouette().mean())).toList();
        if (convincing.isEmpty()) {
            return Found.none(String.format(Locale.ROOT,
                    "The seeds are of one kind: no split into groups has a mean silhouette above %.1f.", CONVINCING));
        }
        return convincing.stream().map(this::split).flatMap(Optional::stream).findFirst()
                .orElseGet(() -> Found.none("The seeds are of one kind, but for a few strays."));
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

    /** Groups largest first, numbered from 1; empty where but one is more than strays. */
    private Optional<Found> split(ClusterCountSweep.Point chosen) {
        Clustering clustering = KMeans.fit(FloatMatrix.of(seeds.values(), seeds.dimensions()), null,
                options.withClusters(chosen.clusters()), Progress.SILENT, cancelled);
        long[] sizes = clustering.sizes();
        int[] bySize = IntStream.range(0, sizes.length)
                .filter(cluster -> sizes[cluster] >= Math.max(SMALLEST_GROUP, SMALLEST_SHARE * seeds.count())).boxed()
                .sorted(Comparator.comparingLong((Integer cluster) -> -sizes[cluster])).mapToInt(i -> i).toArray();
        if (bySize.length < 2) {
            return Optional.empty();
        }
        int[] numberOf = new int[sizes.length];
        for (int place = 0; place < bySize.length; place++) {
            numberOf[bySize[place]] = place + 1;
        }
        int[] groupOf = Arrays.stream(clustering.labels()).map(label -> numberOf[label]).toArray(); // 0 of strays
        int[] grouped = IntStream.range(0, groupOf.length).filter(row -> groupOf[row] > 0).toArray();
        List<SubSeeds.Group> groups = IntStream.rangeClosed(1, bySize.length)
                .mapToObj(group -> group(groupOf, group)).toList();
        return Optional
                .of(new Found(new SubSeeds(reason(chosen, bySize.length, groupOf.length - grouped.length), groups),
                        seeds.only(grouped).ids(), Arrays.stream(grouped).map(row -> groupOf[row]).toArray()));
    }

    private static String reason(ClusterCountSweep.Point chosen, int groups, int strays) {
        return String.format(Locale.ROOT, "The seeds fall into %d groups%s, with a mean silhouette of %.2f.", groups,
                strays == 0 ? "" : strays == 1 ? " and a stray" : " and %d strays".formatted(strays),
                chosen.silhouette().mean());
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
