package dev.kindred.health;

import java.util.Locale;

/** Figures as findings write them. */
final class Words {

    private static final long[] UNITS = {1L << 40, 1L << 30, 1L << 20, 1L << 10};
    private static final String[] NAMES = {"TB", "GB", "MB", "kB"};

    private Words() {}

    /** In PostgreSQL's units, to one decimal. */
    static String size(long bytes) {
        for (int unit = 0; unit < UNITS.length; unit++) {
            if (bytes >= UNITS[unit]) {
                return String.format(Locale.ROOT, "%.1f %s", (double) bytes / UNITS[unit], NAMES[unit]);
            }
        }
        return bytes + " bytes";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** How a gap is known. */
    static String bloatBy(String method) {
        return MeasuredBloat.BY.equals(method) ? "measured by pgstattuple" : "by the widths of its values";
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }
}
