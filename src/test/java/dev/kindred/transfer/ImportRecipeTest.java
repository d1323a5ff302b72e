package dev.kindred.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** One test, because its steps need a database in which nothing was ever imported. */
@QuarkusTest
@TestProfile(ImportRecipeTest.NewDatabase.class)
class ImportRecipeTest extends ImportTestSupport {

    public static class NewDatabase implements QuarkusTestProfile {}

    private static String people(String prefix, int firstAge) {
        return IntStream.range(0, 41).mapToObj(i -> "%s%d,%d,%d,%s,%s\n".formatted(prefix, i, firstAge + i, 1_000 * i,
                i % 2 == 0, i % 2 == 0 ? "female" : "male"))
                .collect(Collectors.joining("", "external_id,age,income,is_active,gender\n", ""));
    }

    private String recipe() {
        return database
                .value("select version || ' ' || fitted || ' ' || hash from recipe where name = 'customer' and active");
    }

    @Test
    void theFirstImportFitsTheRecipeAndLaterOnesDoNotShiftIt() {
        String declared = recipe();
        assertThat(declared).startsWith("1 false");

        refusedRowsAreRejects();
        removeAll();

        assertThat(counts(succeeded(send(people("a", 20), CSV, "?dryRun=true")))).containsExactly(41L, 0L, 0L, 0L);
        assertThat(recipe()).as("a dry run fits nothing for good").isEqualTo(declared);

        JsonPath first = imported(people("a", 20));
        String fitted = recipe();
        assertThat(fitted).startsWith("1 true");
        assertThat(first.getString("result.recipe")).isEqualTo("customer@1");
        // ages 20 to 60: mean 40, population deviation sqrt((41² − 1) / 12)
        assertThat(Double.parseDouble(database.value("""
                select (embedding::real[])[1] from customer where external_id = 'a40'""")))
                .isCloseTo(20 / Math.sqrt(140), org.assertj.core.api.Assertions.within(1e-5));

        assertThat(counts(imported(people("b", 60)))).containsExactly(41L, 0L, 0L, 0L);
        assertThat(recipe()).isEqualTo(fitted);
        removeAll();
        imported(people("c", 90));
        assertThat(recipe()).as("not even into an empty table").isEqualTo(fitted);
    }

    /** While the recipe is a draft, its declared statistics can be given another way with unknown values. */
    private void refusedRowsAreRejects() {
        database.execute("""
                update recipe set features = jsonb_set(features, '{0,nulls}', '"refuse"') where name = 'customer'""",
                "insert into customer (external_id, embedding) values ('there', '[0,0,0,0,0,0]')");

        JsonPath job = imported("external_id,age,gender\na,1,x\nb,,x\nthere,,x\n");

        String reason = "\"can't be encoded by the recipe customer@1: a value that must be known is missing, or a category is "
                + "none of those it was fitted with\"";
        assertThat(rejects(job)).containsExactly("3,," + reason, "4,," + reason);
        assertThat(counts(job)).containsExactly(1L, 0L, 0L, 2L);
        assertThat(counts(imported("external_id,gender\na,y\n"))).as("its stored age is known")
                .containsExactly(0L, 1L, 0L, 0L);
        database.execute("""
                update recipe set features = jsonb_set(features, '{0,nulls}', '"mean"') where name = 'customer'""");
    }
}
