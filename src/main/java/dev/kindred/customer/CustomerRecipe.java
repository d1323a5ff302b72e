package dev.kindred.customer;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How a customer becomes a vector of six elements: age and income as z-scores, {@code is_active} as 0 or 1, gender
 * one-hot as female, male, other. What is not known adds nothing: an unknown number counts as the mean, an unknown
 * flag as the share of active customers, an unknown gender as all-zero.
 *
 * @param ageMean         in years
 * @param ageDeviation    standard deviation, in years
 * @param incomeMean      in the currency of the incomes
 * @param incomeDeviation standard deviation, in the same currency
 * @param activeShare     of all customers, between 0 and 1
 */
@RegisterForReflection
public record CustomerRecipe(double ageMean, double ageDeviation, double incomeMean, double incomeDeviation,
        double activeShare) {

    /** Elements of the vector. */
    static final int WIDTH = 6;

    /**
     * The same in SQL, over the columns of a row {@code c} and the statistics {@code s.statistics}, for whole tables. A
     * test holds the two equal.
     */
    static final String SQL = """
            array[coalesce((c.age - (s.statistics->>'ageMean')::float8) / (s.statistics->>'ageDeviation')::float8, 0),
                  coalesce((c.income - (s.statistics->>'incomeMean')::float8)
                           / (s.statistics->>'incomeDeviation')::float8, 0),
                  coalesce(c.is_active::integer, (s.statistics->>'activeShare')::float8),
                  coalesce(c.gender = 'female', false)::integer,
                  coalesce(c.gender = 'male', false)::integer,
                  coalesce(c.gender not in ('female', 'male'), false)::integer]::vector""";

    /** The vector of a profile, {@value #WIDTH} elements. */
    float[] encode(CustomerProfile profile) {
        String gender = profile.gender();
        boolean isOther = gender != null && !gender.equals("female") && !gender.equals("male");
        return new float[]{
                zScore(profile.age(), ageMean, ageDeviation),
                zScore(profile.income(), incomeMean, incomeDeviation),
                profile.isActive() == null ? (float) activeShare : oneIf(profile.isActive()),
                oneIf("female".equals(gender)),
                oneIf("male".equals(gender)),
                oneIf(isOther)};
    }

    private static float zScore(Number value, double mean, double deviation) {
        return value == null ? 0 : (float) ((value.doubleValue() - mean) / deviation);
    }

    private static float oneIf(boolean condition) {
        return condition ? 1 : 0;
    }
}
