package dev.kindred.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jakarta.inject.Inject;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.kindred.TestDatabase;

@QuarkusTest
class CustomerRecipeTest {

    private static final CustomerRecipe RECIPE = new CustomerRecipe(41.25, 17.5, 39_123.4, 21_987.6, 0.73);
    private static final String STATISTICS = """
            {"ageMean": 41.25, "ageDeviation": 17.5, "incomeMean": 39123.4, "incomeDeviation": 21987.6, "activeShare": 0.73}""";

    @Inject
    TestDatabase database;

    @Test
    void encodesByHand() {
        float[] vector = RECIPE.encode(new CustomerProfile(null, 76, null, null, "divers", null));

        // (76 − 41.25) / 17.5; unknown income is the mean; unknown flag the share; third gender slot
        assertThat(vector).containsExactly(new float[]{1.985714f, 0, 0.73f, 0, 0, 1}, within(1e-6f));
    }

    @Test
    void javaAndSqlEncodeTheSame() {
        RandomGenerator random = new Well19937c(7);
        String[] genders = {null, "female", "male", "other", "Female", "d'Artagnan"};
        for (int i = 0; i < 300; i++) {
            Integer age = random.nextInt(5) == 0 ? null : random.nextInt(151);
            Double income = random.nextInt(5) == 0 ? null : random.nextGaussian() * 1e5;
            Boolean isActive = random.nextInt(5) == 0 ? null : random.nextBoolean();
            String gender = genders[random.nextInt(genders.length)];

            float[] java = RECIPE.encode(new CustomerProfile(null, age, income, isActive, gender, null));
            float[] sql = inSql(age, income, isActive, gender);

            for (int j = 0; j < java.length; j++) {
                assertThat((double) java[j]).isCloseTo(sql[j], within(1e-6 * Math.max(1, Math.abs(sql[j]))));
            }
        }
    }

    private float[] inSql(Integer age, Double income, Boolean isActive, String gender) {
        String vector = database.value("""
                select %s from (select %s::integer as age, %s::float8 as income, %s::boolean as is_active,
                                       %s::text as gender) as c
                 cross join (select '%s'::jsonb as statistics) as s""".formatted(CustomerRecipe.SQL, age, income,
                isActive, gender == null ? null : "'" + gender.replace("'", "''") + "'", STATISTICS));
        String[] elements = vector.substring(1, vector.length() - 1).split(",");
        float[] values = new float[elements.length];
        for (int j = 0; j < values.length; j++) {
            values[j] = Float.parseFloat(elements[j]);
        }
        return values;
    }
}
