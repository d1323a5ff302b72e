package dev.kindred.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.problem.Invalid;

/** What can't be asked is refused in words, before the database sees it. */
@QuarkusTest
@TestProfile(EveryTable.class)
class FilterProblemsTest {

    private static final String FIELDS = "; the fields of 'odd' are id, what?, say \"x\" now, small, ratio, income, amount, "
            + "is_active, gender, born, seen_at, local_time, token, attributes, extra, tags and attributes.<key>.";

    @Inject
    OddRows rows;

    @BeforeEach
    void make() {
        rows.make();
    }

    private String refusal(String rsql) {
        try {
            return Filter.parse(rsql, rows.table(), "o").toString();
        } catch (Invalid invalid) {
            return invalid.getMessage();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "nope==1 | There is no field 'nope'",
            "'id\" = 1 or true --'==1 | There is no field 'id\" = 1 or true --'",
            "Id==1 | There is no field 'Id'",
            "o.id==1 | There is no field 'o.id'",
            "extra.x==1 | There is no field 'extra.x'",
            "attributes.==1 | There is no field 'attributes.'",
            "attribute.plan==1 | There is no field 'attribute.plan'",
            "embedding=null=true | Field 'embedding' is a vector, which is neither compared nor shown"})
    void anUnknownFieldIsAnsweredWithTheKnownOnes(String rsql, String expected) {
        assertThat(refusal(rsql)).isEqualTo(expected + FIELDS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "small==abc | Field 'small' takes a whole number between -9223372036854775808 and 9223372036854775807, but the filter has 'abc'.",
            "small==1.5 | Field 'small' takes a whole number between -9223372036854775808 and 9223372036854775807, but the filter has '1.5'.",
            "id==9223372036854775808 | Field 'id' takes a whole number between -9223372036854775808 and 9223372036854775807, but the filter has '9223372036854775808'.",
            "small=in=(1,x) | Field 'small' takes a whole number between -9223372036854775808 and 9223372036854775807, but the filter has 'x'.",
            "income>'1,234.5' | Field 'income' takes a number such as 1.5, at most ±1.7e308, but the filter has '1,234.5'.",
            "income>1e309 | Field 'income' takes a number such as 1.5, at most ±1.7e308, but the filter has '1e309'.",
            "income==NaN | Field 'income' takes a number such as 1.5, at most ±1.7e308, but the filter has 'NaN'.",
            "ratio>1e39 | Field 'ratio' takes a number such as 1.5, at most ±3.4e38, but the filter has '1e39'.",
            "amount>1e999999999 | Field 'amount' takes a number such as 1.5, of at most 1000 digits, but the filter has '1e999999999'.",
            "amount>1e-999999999 | Field 'amount' takes a number such as 1.5, of at most 1000 digits, but the filter has '1e-999999999'.",
            "is_active==yes | Field 'is_active' takes true or false, but the filter has 'yes'.",
            "is_active<true | Field 'is_active' has type boolean, which knows no order; < can't ask for it, == and != can.",
            "token>123e4567-e89b-12d3-a456-426614174000 | Field 'token' has type uuid, which knows no order; > can't ask for it, == and != can.",
            "token==1-1-1-1-1 | Field 'token' takes a UUID such as 123e4567-e89b-12d3-a456-426614174000, but the filter has '1-1-1-1-1'.",
            "born==2026-02-30 | Field 'born' takes a date such as 2026-01-31, but the filter has '2026-02-30'.",
            "born==+12026-01-01 | Field 'born' takes a date such as 2026-01-31, but the filter has '+12026-01-01'.",
            "seenAt>yesterday | Field 'seen_at' takes a time such as 2026-01-31T12:00:00Z or a date such as 2026-01-31 (UTC; a + in an address is written %2B), but the filter has 'yesterday'.",
            "seen_at>0000-01-01 | Field 'seen_at' takes a time such as 2026-01-31T12:00:00Z or a date such as 2026-01-31 (UTC; a + in an address is written %2B), but the filter has '0000-01-01'.",
            "local_time>2026-01-31T12:00:00Z | Field 'local_time' takes a time such as 2026-01-31T12:00:00 or a date such as 2026-01-31, but the filter has '2026-01-31T12:00:00Z'.",
            "small=null=maybe | Field 'small' takes =null= with true or false, but the filter has 'maybe'.",
            "attributes.n>many | Field 'attributes.n' takes a number such as 1.5, of at most 1000 digits after >, but the filter has 'many'.",
            "attributes.n=null=x | Field 'attributes.n' takes =null= with true or false, but the filter has 'x'.",
            "attributes==pro | Field 'attributes' has type jsonb, which can't be compared; name one of its attributes.",
            "tags==x | Field 'tags' has type text[], which can't be compared."})
    void aValueOfTheWrongTypeIsNamedWithTheRightOne(String rsql, String expected) {
        assertThat(refusal(rsql)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "id==1 and | at character 7",
            "id==1 AND small==2 | at character 7",
            "id | at character 2",
            "==1 | at character 1",
            "id==1) | at character 6",
            "((id==1) | at character 8",
            "gender=='x | at character 11",
            "gender==x y | at character 11",
            "gender==~x | at character 9"})
    void aBrokenTextIsAnsweredWithThePosition(String rsql, String position) {
        assertThat(refusal(rsql)).startsWith("The filter can't be read " + position + "; it takes comparisons such as");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "id=like=1 | The filter has the unknown operator '=like='; known are == != < <= > >= =in= =out= =null=.",
            "id=IN=1 | The filter has the unknown operator '=IN='; known are == != < <= > >= =in= =out= =null=.",
            "id==(1,2) | The filter can't be read: operator '==' can have exactly 1 argument(s), but got 2. Lists go with =in= and =out=.",
            "id=in=() | The filter can't be read: operator '=in=' can have 1 or more argument(s), but got 0. Lists go with =in= and =out="})
    void anOperatorThatDoesNotFitIsNamed(String rsql, String expected) {
        assertThat(refusal(rsql)).startsWith(expected);
    }

    @Test
    void sizesAreLimited() {
        assertThat(refusal("id==1" + " ".repeat(3_996)))
                .isEqualTo("The filter has 4001 characters; at most 4000 are read.");
        assertThat(refusal("(".repeat(51) + "id==1" + ")".repeat(51)))
                .isEqualTo("The filter opens more than 50 parentheses within each other at character 51.");
        assertThat(refusal("(".repeat(50) + "id==1" + ")".repeat(50))).startsWith("Filter[");
        assertThat(refusal("gender==\"" + "(".repeat(60) + "\"")).startsWith("Filter[");
        assertThat(refusal(many(201)))
                .isEqualTo("The filter compares with more than 200 values; ask for less at a time.");
        assertThat(refusal(many(200))).startsWith("Filter[");
    }

    private static String many(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(",", "id=in=(", ")"));
    }

    @Test
    void theLargestFiltersRun() throws SQLException {
        String listed = "attributes.n=in=(" + "12,".repeat(199) + "12)";
        assertThat(rows.ids(Filter.parse(listed, rows.table(), "o"))).containsExactly("1", "2", "4", "8");

        String nested = "(".repeat(50) + "id==1" + ")".repeat(50);
        assertThat(rows.copiedIds(Filter.parse(nested, rows.table(), "o"))).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gender==a\0b", "attributes.a\0==1", "gender==\uD83D", "attributes.\uDE00==x"})
    void whatNoTextInTheDatabaseCanHoldIsRefused(String rsql) {
        assertThatThrownBy(() -> Filter.parse(rsql, rows.table(), "o")).isInstanceOf(Invalid.class)
                .hasMessageMatching(
                        "The filter holds (the character U\\+0000 at character \\d+|half of a surrogate).*");
    }

    /** Pieces of filters in any order: refused in words or run, bound and in a COPY with the same rows, and !(x) = not x. */
    @Test
    void randomFiltersAreRefusedOrRun() throws SQLException {
        String[] fields = {"id", "what?", "'say \"x\" now'", "small", "ratio", "income", "amount", "isActive", "gender",
                "born",
                "seen_at", "localTime", "token", "attributes", "attributes.plan", "attributes.n", "attributes.tags",
                "attributes.zip", "'attributes.'", "embedding", "tags", "nope", "1", "\"\""};
        String[] operators = {"==", "!=", "<", "<=", ">", ">=", "=in=", "=out=", "=null=", "=lt=", "=x="};
        String[] values = {"1", "-1", "12", "0.1", "1e400", "1e99999", "9e18", "true", "false", "pro", "*", "*a*",
                "%_\\",
                "''", "\"'\"", "2026-01-31", "2026-01-31T12:00:00Z", "null", "(1,2)", "(a,'*',true)", "()",
                "'{\"a\":1}'",
                "[1]", "?", "$1", "'?'", "\"\\\"\"", "é漢😀", "99999999999999999999", "1.5", "NaN", "Infinity",
                "\\u0000"};
        RandomGenerator random = new Well19937c(11);
        int ran = 0;
        for (int i = 0; i < 3_000; i++) {
            StringBuilder rsql = new StringBuilder();
            for (int terms = 1 + random.nextInt(3); terms > 0; terms--) {
                rsql.append(pick(random, fields)).append(pick(random, operators)).append(pick(random, values))
                        .append(terms == 1 ? "" : pick(random, " and ", " or ", ";", ","));
            }
            mutate(rsql, random);
            ran += runsOrIsRefused(rsql.toString()) ? 1 : 0;
        }
        assertThat(ran).isBetween(200, 2_900);
    }

    private static void mutate(StringBuilder text, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            text.insert(random.nextInt(text.length() + 1),
                    pick(random, "(", ")", "'", "\"", "\\", " ", "=", "~", "!", "\n"));
        }
        if (random.nextInt(4) == 0) {
            text.insert(0, '(').append(')');
        }
    }

    private boolean runsOrIsRefused(String rsql) throws SQLException {
        Filter filter;
        try {
            filter = Filter.parse(rsql, rows.table(), "o");
        } catch (Invalid refused) {
            assertThat(refused.getMessage()).as(rsql).endsWith(".");
            return false;
        }
        assertThat(rows.copiedIds(filter)).as(rsql).isEqualTo(rows.ids(filter));
        Filter opposite = FilterCompiler.opposite(filter);
        assertThat(rows.ids(filter).size() + rows.ids(opposite).size()).as(rsql).isEqualTo(8);
        return true;
    }

    private static String pick(RandomGenerator random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
