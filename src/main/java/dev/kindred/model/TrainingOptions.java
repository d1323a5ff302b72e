package dev.kindred.model;

import java.util.Arrays;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.kmeans.KMeansAlgorithm;
import dev.kindred.kmeans.KMeansInitialization;
import dev.kindred.kmeans.KMeansMetric;
import dev.kindred.kmeans.KMeansOptions;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;

/** Turns the words of a request into the engine's options, and into those that are stored with the model. */
@ApplicationScoped
class TrainingOptions {

    private final Models models;
    private final TrainingReader reader;

    TrainingOptions(Models models, TrainingReader reader) {
        this.models = models;
        this.reader = reader;
    }

    /** The same options twice: for the engine, and to be stored. */
    record Chosen(KMeansOptions engine, ModelOptions stored) {

        /** @param restarts that were asked for; null leaves it at one, since none of many lists matters much */
        private Chosen quick(Integer restarts) {
            KMeansOptions options = engine.withAlgorithm(KMeansAlgorithm.QUICK)
                    .withRestarts(restarts == null ? 1 : restarts);
            return new Chosen(options, TrainingOptions.stored(engine.withRestarts(options.restarts()), null,
                    stored.weights()).quick());
        }
    }

    /**
     * Of a request.
     *
     * @param recipe that makes the vectors; null for plain columns
     */
    Chosen of(NewModel wanted, ClusterCount count, RecipeVersion recipe) {
        Algorithm algorithm = Algorithm.of(wanted);
        boolean isQuick = QuickMode.isWanted(wanted, algorithm, count);
        Chosen chosen = full(wanted, algorithm, count, recipe);
        return isQuick ? chosen.quick(wanted.restarts()) : chosen;
    }

    private Chosen full(NewModel wanted, Algorithm algorithm, ClusterCount count, RecipeVersion recipe) {
        KMeansOptions options = KMeansOptions.clusters(Math.max(1, count.from()))
                .withMemoryBudget(reader.memoryBudget())
                .withSeed(wanted.seed() == null ? 0 : wanted.seed())
                .withMetric(parse(KMeansMetric.class, "metric", wanted.metric(), KMeansMetric.EUCLIDEAN))
                .withAlgorithm(algorithm.engine());
        if (wanted.maxIterations() != null) {
            options = options.withMaxIterations(wanted.maxIterations());
        }
        if (wanted.tolerance() != null) {
            options = options.withTolerance(wanted.tolerance());
        }
        return wanted.startFrom() == null ? random(wanted, options) : warm(wanted, count, recipe, options);
    }

    private static Chosen random(NewModel wanted, KMeansOptions options) {
        KMeansInitialization initialization = parse(KMeansInitialization.class, "initialization",
                wanted.initialization(), KMeansInitialization.PLUS_PLUS);
        if (initialization == KMeansInitialization.GIVEN) {
            throw new Invalid("initialization must be plus_plus or random; name a model in startFrom to start from its "
                    + "centroids.");
        }
        KMeansOptions started = initialization == KMeansInitialization.RANDOM ? options.withRandomStart() : options;
        if (wanted.restarts() != null) {
            started = started.withRestarts(wanted.restarts());
        }
        return new Chosen(started, stored(started, null, wanted.weights()));
    }

    private Chosen warm(NewModel wanted, ClusterCount count, RecipeVersion recipe, KMeansOptions options) {
        if (wanted.initialization() != null || wanted.restarts() != null && wanted.restarts() != 1) {
            throw new Invalid("startFrom is the only start, so it goes with no initialization and no restarts.");
        }
        Models.Start start = models.start(wanted.startFrom());
        if (start.clusters() == 0) {
            throw new Conflict(
                    "startFrom '%s' has no cluster to start from, only noise.".formatted(wanted.startFrom()));
        }
        if (!RecipeVersion.isSame(start.recipe(), recipe)) {
            throw new Conflict(
                    "startFrom '%s' is a model of %s, but this one would be of %s; centroids serve only vectors "
                            .formatted(wanted.startFrom(), RecipeVersion.words(start.recipe()),
                                    RecipeVersion.words(recipe))
                            + "of their own recipe.");
        }
        if (count.isSweep() || count.from() != start.clusters()) {
            throw new Invalid("startFrom has %1$d clusters, so clusters must be %1$d.".formatted(start.clusters()));
        }
        KMeansOptions started = options.withStart(start.centroids());
        return new Chosen(started, stored(started, start.modelId(), wanted.weights()));
    }

    /** What a stored model was trained with, to train it once more. */
    Chosen again(KMeansModel model) {
        ModelOptions stored = model.options;
        requireKnown(model);
        KMeansOptions options = KMeansOptions.clusters(model.clusters)
                .withMemoryBudget(reader.memoryBudget())
                .withSeed(stored.seed())
                .withMetric(parse(KMeansMetric.class, "metric", stored.metric(), null))
                .withAlgorithm(stored.isQuick()
                        ? KMeansAlgorithm.QUICK
                        : parse(KMeansAlgorithm.class, "algorithm", stored.algorithm(), null))
                .withMaxIterations(stored.maxIterations())
                .withTolerance(stored.tolerance());
        KMeansInitialization initialization = parse(KMeansInitialization.class, "initialization",
                stored.initialization(), null);
        if (initialization == KMeansInitialization.GIVEN) {
            return new Chosen(options.withStart(models.start(stored.startedFrom()).centroids()), stored);
        }
        KMeansOptions started = initialization == KMeansInitialization.RANDOM ? options.withRandomStart() : options;
        return new Chosen(started.withRestarts(stored.restarts()), stored);
    }

    /** {@link Conflict} where a model can't be trained once more, because it is not known how it was. */
    static void requireKnown(KMeansModel model) {
        if (model.options.algorithm() == null) {
            throw new Conflict("Model '%s' version %d was imported, not trained here, so it can't be trained once more."
                    .formatted(model.name, model.version));
        }
        if (model.options.startedFrom() == null
                && word(KMeansInitialization.GIVEN).equals(model.options.initialization())) {
            throw new Conflict(
                    "Model '%s' version %d was started from the centroids of another that is not here (any more), "
                            .formatted(model.name, model.version) + "so it can't be trained once more.");
        }
    }

    private static ModelOptions stored(KMeansOptions options, Long startedFrom, String weights) {
        return new ModelOptions(options.seed(), word(options.metric()), word(options.algorithm()),
                word(options.initialization()), startedFrom, options.restarts(), options.maxIterations(),
                options.tolerance(), weights);
    }

    static boolean isCosine(ModelOptions options) {
        return options.metric().equals(word(KMeansMetric.COSINE));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The constant of that name in small letters; {@code otherwise} for null. */
    static <E extends Enum<E>> E parse(Class<E> type, String field, String value, E otherwise) {
        if (value == null) {
            return otherwise;
        }
        return Arrays.stream(type.getEnumConstants()).filter(constant -> word(constant).equals(value)).findFirst()
                .orElseThrow(() -> new Invalid("Unknown %s '%s'; known here: %s.".formatted(field, value,
                        String.join(", ",
                                Arrays.stream(type.getEnumConstants()).map(TrainingOptions::word).toList()))));
    }
}
