package dev.kindred.assignment;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

import dev.kindred.assignment.Alterable.Part;
import dev.kindred.assignment.Crossing.Geometry;
import dev.kindred.problem.Invalid;

/**
 * Looks for the smallest change of one feature that brings a row nearest to another centroid. Changes of different features
 * are compared by how far they move the row's vector.
 */
final class Flip {

    /** Digits of a change that are told; to round the last of them up moves it by less than a hundred-thousandth. */
    private static final int DIGITS = 6;

    /** float32 may need more than one last digit to get over the border. */
    private static final int MOST_NUDGES = 8;

    private final Clusters clusters;
    private final float[] centroids;
    private final NearestTwo nearest;
    private final Alterable row;
    private final int home;
    private final Geometry geometry;
    private SmallestChange smallest;
    private double smallestDistance = Double.POSITIVE_INFINITY;

    private Flip(Clusters clusters, NearestTwo nearest, Alterable row, int home) {
        this.clusters = clusters;
        this.centroids = clusters.centroids();
        this.nearest = nearest;
        this.row = row;
        this.home = home;
        this.geometry = clusters.isCosine()
                ? Geometry.ANGLE
                : row.isNormalized() ? Geometry.NORMALIZED : Geometry.PLAIN;
    }

    /**
     * The change; nothing where none does it, be it that a value would have to lie far outside of all clusters. Unknown
     * numbers are not changed, since there is nothing to change them from.
     *
     * @param home the row's nearest cluster
     */
    static Optional<SmallestChange> of(Clusters clusters, NearestTwo nearest, Alterable row, int home) {
        Flip flip = new Flip(clusters, nearest, row, home);
        for (Part part : row.parts()) {
            if (!part.isNumber()) {
                part.others().forEach(other -> flip.consider(part, other));
            } else if (part.value() != null) {
                flip.cross(part);
            }
        }
        return Optional.ofNullable(flip.smallest);
    }

    private void cross(Part part) {
        Crossing crossing = Crossing.of(centroids, home, row.unnormalized(), part.position(), geometry);
        for (double step : new double[]{crossing.down(), crossing.up()}) {
            double element = row.unnormalized()[part.position()] + step;
            double value = isWithinReach(part.position(), element) ? part.valueAt(element) : Double.NaN;
            if (!Double.isNaN(value)) {
                beyond(part, value);
            }
        }
    }

    /**
     * Whether a number is no further from the centres than these are from each other, in its position: values beyond are
     * such as nobody has. Directions have no such place but in proportion to the length.
     */
    private boolean isWithinReach(int position, double element) {
        double smallestCentre = Double.POSITIVE_INFINITY;
        double largestCentre = Double.NEGATIVE_INFINITY;
        for (int at = position; at < centroids.length; at += clusters.dimensions()) {
            smallestCentre = Math.min(smallestCentre, centroids[at]);
            largestCentre = Math.max(largestCentre, centroids[at]);
        }
        double scale = geometry == Geometry.PLAIN ? 1 : length(row.unnormalized());
        double spread = largestCentre - smallestCentre;
        return element >= (smallestCentre - spread) * scale && element <= (largestCentre + spread) * scale;
    }

    private static double length(float[] vector) {
        double sum = 0;
        for (float element : vector) {
            sum += (double) element * element;
        }
        return Math.sqrt(sum);
    }

    /** The next number beyond a border that is short to tell. */
    private void beyond(Part part, double border) {
        double change = border - ((Number) part.value()).doubleValue();
        RoundingMode outward = change < 0 ? RoundingMode.FLOOR : RoundingMode.CEILING;
        int digits = part.isWhole() ? 0 : DIGITS - 1 - (int) Math.floor(Math.log10(Math.max(Math.abs(change), 1e-300)));
        BigDecimal nudge = BigDecimal.ONE.movePointLeft(digits);
        BigDecimal to = new BigDecimal(border).setScale(digits, outward);
        for (int nudges = 0; nudges < MOST_NUDGES && !consider(part, number(to)); nudges++) {
            to = change < 0 ? to.subtract(nudge) : to.add(nudge);
        }
    }

    private static Object number(BigDecimal value) {
        boolean isLong = value.stripTrailingZeros().scale() <= 0
                && value.abs().compareTo(BigDecimal.valueOf(1L << 53)) < 0;
        return isLong ? (Object) value.longValue() : (Object) value.doubleValue();
    }

    /** Takes the change if it leads elsewhere and is the smallest so far; whether it leads elsewhere. */
    private boolean consider(Part part, Object to) {
        float[] changed;
        try {
            changed = part.vectorWith(to);
        } catch (Invalid refused) { // by the recipe
            return false;
        }
        int cluster = nearest.of(changed).cluster();
        if (cluster < 0 || cluster == home) {
            return false;
        }
        double distance = distance(changed);
        if (distance < smallestDistance) {
            smallestDistance = distance;
            smallest = new SmallestChange(part.feature(), told(part.value()), to,
                    clusters.items().get(cluster).segment());
        }
        return true;
    }

    private double distance(float[] changed) {
        double sum = 0;
        for (int j = 0; j < changed.length; j++) {
            double difference = changed[j] - row.vector()[j];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** As it is stored: 52000 rather than 52000.0. */
    private static Object told(Object value) {
        return value instanceof Number number ? number(new BigDecimal(number.toString())) : value;
    }
}
