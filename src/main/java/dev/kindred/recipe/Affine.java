package dev.kindred.recipe;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * (x − offset) / divisor, of the value or of its signed logarithm.
 *
 * @param mean what an unknown value counts as; of the logarithms where {@code isLogarithmic}
 */
record Affine(double offset, double divisor, double mean, boolean isLogarithmic) implements ScalarEncoding {

    /** For people. */
    private static final MathContext DIGITS = new MathContext(6);

    /** For a numeric feature with its statistics. */
    static Affine of(Encode encode, Statistics statistics) {
        double mean = statistics.mean();
        return switch (encode) {
            case RAW, BOOLEAN -> new Affine(0, 1, mean, false);
            case ZSCORE -> new Affine(mean, orOne(statistics.deviation()), mean, false);
            case LOG -> new Affine(mean, orOne(statistics.deviation()), mean, true);
            case MINMAX -> new Affine(statistics.minimum(), orOne(statistics.maximum() - statistics.minimum()), mean,
                    false);
            case ROBUST -> new Affine(statistics.median(), orOne(statistics.interquartileRange()), mean, false);
            default -> throw new IllegalArgumentException(encode + " is not affine");
        };
    }

    /** A spread of 0, as an interquartile range can have, says nothing about the scale. */
    private static double orOne(double spread) {
        return spread == 0 ? 1 : spread;
    }

    @Override
    public double of(double value) {
        double x = isLogarithmic ? signedLog(value) : value;
        return isIdentity() ? x : (x - offset) / divisor;
    }

    /** sign(x) · ln(1 + |x|). */
    static double signedLog(double value) {
        return Math.signum(value) * Math.log(1 + Math.abs(value));
    }

    @Override
    public double inverse(double encoded) {
        double x = isIdentity() ? encoded : encoded * divisor + offset;
        return isLogarithmic ? Math.signum(x) * Math.expm1(Math.abs(x)) : x;
    }

    @Override
    public String sql(String value) {
        String x = isLogarithmic ? "sign(%1$s) * ln(1 + abs(%1$s))".formatted(value) : value;
        return isIdentity() ? x : "(%s - %s) / %s".formatted(x, Sql.number(offset), Sql.number(divisor));
    }

    @Override
    public double ofUnknown() {
        return (mean - offset) / divisor;
    }

    @Override
    public String words() {
        String x = isLogarithmic ? "sign(x) * ln(1 + |x|)" : "x";
        return isIdentity() ? x : "(%s - %s) / %s".formatted(x, rounded(offset), rounded(divisor));
    }

    private boolean isIdentity() {
        return offset == 0 && divisor == 1;
    }

    private static String rounded(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
