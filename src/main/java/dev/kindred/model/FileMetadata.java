package dev.kindred.model;

import java.util.Map;
import java.util.regex.Pattern;

import dev.kindred.kmeans.KMeansAlgorithm;
import dev.kindred.kmeans.KMeansInitialization;
import dev.kindred.kmeans.KMeansMetric;
import dev.kindred.problem.Invalid;

/**
 * What a file that Kindred has exported tells of its training, checked; all of it unknown for a file that tells nothing.
 * Anybody could have written it.
 */
record FileMetadata(Map<String, String> known) {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_RESTARTS = 1_000;
    private static final int MOST_ITERATIONS = 100_000;

    /**
     * The options; null where they are unknown.
     *
     * @throws Invalid if one is not as Kindred writes it
     */
    ModelOptions options(String metric) {
        TrainingOptions.parse(KMeansMetric.class, "metric", known.get("metric"), null);
        if (!known.containsKey("algorithm")) {
            return new ModelOptions(0, metric, null, null, null, null, null, null, known.get("weights"));
        }
        ModelOptions full = new ModelOptions(seed(), metric,
                word(KMeansAlgorithm.class, "algorithm"), word(KMeansInitialization.class, "initialization"), null,
                (int) number("restarts", 1, MOST_RESTARTS), (int) number("maxIterations", 1, MOST_ITERATIONS),
                number("tolerance", 0, 1), known.get("weights"));
        String mode = known.get("mode");
        if (mode != null && !mode.equals("quick")) {
            throw damaged("mode");
        }
        return mode == null ? full : full.quick();
    }

    String contentHash() {
        String hash = known.get("contentHash");
        if (hash == null ? known.containsKey("algorithm") : !HASH.matcher(hash).matches()) {
            throw damaged("contentHash");
        }
        return hash;
    }

    String engineVersion() {
        if (known.containsKey("algorithm") && !known.containsKey("engineVersion")) {
            throw damaged("engineVersion");
        }
        return known.get("engineVersion");
    }

    private <E extends Enum<E>> String word(Class<E> type, String key) {
        if (!known.containsKey(key)) {
            throw damaged(key);
        }
        return TrainingOptions.word(TrainingOptions.parse(type, key, known.get(key), null));
    }

    /** By itself, since a double does not hold every long. */
    private long seed() {
        try {
            return Long.parseLong(known.getOrDefault("seed", ""));
        } catch (NumberFormatException none) {
            throw damaged("seed");
        }
    }

    private double number(String key, double least, double most) {
        try {
            double number = Double.parseDouble(known.getOrDefault(key, ""));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // told below
        }
        throw damaged(key);
    }

    private Invalid damaged(String key) {
        return new Invalid("The file says '%s' of its %s, which can't be; it was damaged or changed.".formatted(
                known.get(key), key));
    }
}
