package dev.kindred.transfer;

import java.math.BigDecimal;
import java.math.MathContext;

/** Reads numbers out of a file's characters without making strings of them. */
final class NumberText {

    /** Powers of ten that a double holds exactly. */
    private static final double[] POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
            1e14, 1e15};

    /** Whole numbers of so many digits are exact in a double. */
    private static final int EXACT_DIGITS = 15;

    /** As many digits tell any two doubles apart. */
    private static final int DOUBLE_DIGITS = 17;

    /** Characters of a double that is written without exponent: a sign, a point, and zeros before the digits. */
    private static final int LONGEST_DECIMALS = 30;

    /** Digits of a zero's exponent that PostgreSQL's numeric is sure to take. */
    private static final int ZERO_EXPONENT = 3;

    private NumberText() {}

    /** The number, or −1 where it is none from 0 to 999,999,999; {@code 34.0} is one, as tools write it that know only doubles. */
    static int wholeNumber(char[] chars, int from, int to) {
        int at = from;
        int value = 0;
        while (at < to && isDigit(chars[at])) {
            value = value * 10 + chars[at++] - '0';
        }
        if (at == from || at - from > 9) {
            return -1;
        }
        if (at < to && chars[at] == '.' && at + 1 < to) {
            do {
                at++;
            } while (at < to && chars[at] == '0');
        }
        return at == to ? value : -1;
    }

    /** The number {@code [+-]digits[.digits][e[+-]digits]}, or NaN where it is written otherwise. */
    static double number(char[] chars, int from, int to) {
        int start = from < to && (chars[from] == '-' || chars[from] == '+') ? from + 1 : from;
        long digits = 0;
        int at = start;
        while (at < to && isDigit(chars[at])) {
            digits = digits * 10 + chars[at++] - '0';
        }
        int count = at - start;
        int decimals = 0;
        if (count > 0 && at + 1 < to && chars[at] == '.' && isDigit(chars[at + 1])) {
            int point = at++;
            while (at < to && isDigit(chars[at])) {
                digits = digits * 10 + chars[at++] - '0';
            }
            decimals = at - point - 1;
        }
        if (count == 0) {
            return Double.NaN;
        }
        if (at == to && count + decimals <= EXACT_DIGITS) {
            double value = digits / POWERS[decimals]; // of two exact numbers, so rounded once, as parseDouble does
            return chars[from] == '-' ? -value : value;
        }
        return at == to || isExponent(chars, at, to)
                ? Double.parseDouble(new String(chars, from, to - from))
                : Double.NaN;
    }

    private static boolean isExponent(char[] chars, int from, int to) {
        if (chars[from] != 'e' && chars[from] != 'E') {
            return false;
        }
        int at = from + 1;
        if (at < to && (chars[at] == '-' || chars[at] == '+')) {
            at++;
        }
        int first = at;
        while (at < to && isDigit(chars[at])) {
            at++;
        }
        return at == to && at > first;
    }

    /**
     * Whether a text is a number that comes back as the same text from {@code jsonb} and unchanged from a double: no
     * exponent, no leading zero, no {@code -0}, at most 15 digits, or as many decimals as a double is written with. {@code 0049} and
     * card numbers are texts.
     */
    static boolean isPlain(char[] chars, int from, int to) {
        int start = chars[from] == '-' ? from + 1 : from;
        int digits = 0;
        int point = -1;
        boolean isZero = true;
        for (int at = start; at < to; at++) {
            if (isDigit(chars[at])) {
                digits++;
                isZero &= chars[at] == '0';
            } else if (chars[at] == '.' && point < 0) {
                point = at;
            } else {
                return false;
            }
        }
        int wholeDigits = (point < 0 ? to : point) - start;
        boolean isComplete = wholeDigits > 0 && point != to - 1;
        boolean hasLeadingZero = wholeDigits > 1 && chars[start] == '0';
        boolean isNegativeZero = isZero && start > from;
        return isComplete && !hasLeadingZero && !isNegativeZero
                && (digits <= EXACT_DIGITS || point >= 0 && isWrittenDouble(chars, from, to));
    }

    /** Whether a double, written with as many digits, comes out as these: {@code 0.30000000000000004}, for one. */
    private static boolean isWrittenDouble(char[] chars, int from, int to) {
        if (to - from > LONGEST_DECIMALS) {
            return false;
        }
        BigDecimal written = new BigDecimal(chars, from, to - from);
        return written.precision() <= DOUBLE_DIGITS && new BigDecimal(written.doubleValue())
                .round(new MathContext(written.precision())).compareTo(written) == 0;
    }

    /** Whether a number of JSON is one that {@code jsonb} stores and a double holds, but for digits. */
    static boolean fitsDouble(char[] chars, int from, int to) {
        double value = Double.parseDouble(new String(chars, from, to - from));
        if (value != 0) {
            return !Double.isInfinite(value);
        }
        int at = from;
        while (at < to && chars[at] != 'e' && chars[at] != 'E') {
            if (chars[at] >= '1' && chars[at] <= '9') {
                return false; // so small that a double has only 0 for it
            }
            at++;
        }
        return at == to || to - at <= 2 + ZERO_EXPONENT; // jsonb refuses zeros of a thousand decimals and more, too
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
