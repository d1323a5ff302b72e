package dev.kindred.recipe;

import java.util.Arrays;
import java.util.List;

/**
 * The share of the fitted rows below a value: straight lines between the fitted quantiles. Where many rows hold one
 * value, several quantiles are equal; such a value gets the middle of their shares.
 */
final class Quantiles implements ScalarEncoding {

    private final double[] values;
    private final double[] shares;
    private final double[] slopes;
    private final double mean;

    private Quantiles(double[] values, double[] shares, double mean) {
        this.values = values;
        this.shares = shares;
        this.slopes = new double[values.length];
        this.mean = mean;
        for (int i = 0; i + 1 < values.length; i++) {
            slopes[i] = (shares[i + 1] - shares[i]) / (values[i + 1] - values[i]);
        }
    }

    /**
     * Reads fitted quantiles.
     *
     * @param quantiles of equal steps, ascending, at least one
     * @param mean      of the values
     */
    static Quantiles of(List<Double> quantiles, double mean) {
        double[] values = new double[quantiles.size()];
        double[] shares = new double[quantiles.size()];
        int knots = 0;
        for (int first = 0, next; first < quantiles.size(); first = next) {
            next = first + 1;
            while (next < quantiles.size() && quantiles.get(next).doubleValue() == quantiles.get(first)) {
                next++;
            }
            values[knots] = quantiles.get(first);
            shares[knots++] = (first + next - 1) / 2.0 / Math.max(1, quantiles.size() - 1);
        }
        return new Quantiles(Arrays.copyOf(values, knots), Arrays.copyOf(shares, knots), mean);
    }

    @Override
    public double of(double value) {
        double x = Math.max(value, values[0]);
        int at = Arrays.binarySearch(values, x);
        int knot = at >= 0 ? at : -at - 2;
        return shares[knot] + slopes[knot] * (x - values[knot]);
    }

    /** Beyond the smallest and the largest share, the smallest and the largest value. */
    @Override
    public double inverse(double share) {
        double s = Math.max(share, shares[0]);
        int at = Arrays.binarySearch(shares, s);
        int knot = at >= 0 ? at : -at - 2;
        return slopes[knot] == 0 ? values[knot] : values[knot] + (s - shares[knot]) / slopes[knot];
    }

    @Override
    public String sql(String value) {
        String x = "greatest(%s, %s)".formatted(value, Sql.number(values[0]));
        String knot = "width_bucket(%s, %s)".formatted(x, Sql.numbers(values));
        // greatest() skips NULL, which must stay one.
        return "case when %s is not null then (%s)[%s] + (%s)[%s] * (%s - (%s)[%s]) end".formatted(value,
                Sql.numbers(shares), knot, Sql.numbers(slopes), knot, x, Sql.numbers(values), knot);
    }

    @Override
    public double ofUnknown() {
        return of(mean);
    }

    @Override
    public String words() {
        return "share of the fitted rows below x";
    }
}
