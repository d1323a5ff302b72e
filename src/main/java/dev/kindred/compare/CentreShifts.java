package dev.kindred.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.kindred.compare.Comparison.FeatureShift;
import dev.kindred.compare.Comparison.Shift;
import dev.kindred.model.VectorSources;

/** How far the centres of segments that both versions have would move. */
final class CentreShifts {

    private final Pair pair;
    private final Function<float[], Map<String, Object>> fromUnits;
    private final Function<float[], Map<String, Object>> toUnits;

    CentreShifts(Pair pair, VectorSources sources) {
        this.pair = pair;
        fromUnits = sources.originalUnits(pair.from().model());
        toUnits = sources.originalUnits(pair.to().model());
    }

    Shift between(int fromCluster, int toCluster) {
        float[] one = pair.from().centroid(fromCluster);
        float[] other = pair.to().centroid(toCluster);
        Map<String, Object> before = fromUnits.apply(one);
        Map<String, Object> after = toUnits.apply(other);
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        Map<String, FeatureShift> features = new LinkedHashMap<>();
        for (String name : names) {
            features.put(name, new FeatureShift(before.get(name), after.get(name),
                    difference(before.get(name), after.get(name))));
        }
        return new Shift(pair.hasOneSpace() ? distance(one, other, pair.from().isCosine()) : null, features);
    }

    /** Of equal kinds only; null for others. */
    private static Object difference(Object from, Object to) {
        if (from instanceof Number one && to instanceof Number other) {
            return other.doubleValue() - one.doubleValue();
        }
        if (from instanceof List<?> one && to instanceof List<?> other && one.size() == other.size()) {
            List<Object> differences = new ArrayList<>(one.size());
            for (int i = 0; i < one.size(); i++) {
                differences.add(difference(one.get(i), other.get(i)));
            }
            return differences;
        }
        return from instanceof Map<?, ?> one && to instanceof Map<?, ?> other ? byCategory(one, other) : null;
    }

    /** A category that only one of them knows has a share of 0 in the other. */
    private static Map<Object, Object> byCategory(Map<?, ?> from, Map<?, ?> to) {
        Map<Object, Object> differences = new LinkedHashMap<>();
        Set<Object> categories = new LinkedHashSet<>(from.keySet());
        categories.addAll(to.keySet());
        for (Object category : categories) {
            differences.put(category, share(to, category) - share(from, category));
        }
        return differences;
    }

    private static double share(Map<?, ?> shares, Object category) {
        return shares.get(category) instanceof Number share ? share.doubleValue() : 0;
    }

    /** Centres of cosine models have length 1, and 1 - cos of two such is half their squared distance. */
    private static double distance(float[] one, float[] other, boolean isCosine) {
        double sum = 0;
        for (int j = 0; j < one.length; j++) {
            double difference = (double) one[j] - other[j];
            sum += difference * difference;
        }
        return isCosine ? sum / 2 : Math.sqrt(sum);
    }
}
