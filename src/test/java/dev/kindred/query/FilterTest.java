package dev.kindred.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.kindred.EveryTable;
import dev.kindred.problem.Invalid;

/** Each filter finds what SQL written by hand finds, bound and in a COPY. */
@QuarkusTest
@TestProfile(EveryTable.class)
class FilterTest {

    @Inject
    OddRows rows;

    @BeforeEach
    void make() {
        rows.make();
    }

    private void check(String rsql, List<String> expected) throws SQLException {
        Filter filter = Filter.parse(rsql, rows.table(), "o");
        assertThat(rows.ids(filter)).as(rsql + " as " + filter).isEqualTo(expected);
        assertThat(rows.copiedIds(filter)).as(rsql + " by COPY").isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "id==1 | id = 1",
            "id=in=(1,3,99) | id in (1, 3)",
            "id=out=(1,3,99) | id not in (1, 3)",
            "id==9223372036854775807 | false",
            "small<1 | small < 1",
            "small=lt=1 | small < 1",
            "small<=1 | small <= 1",
            "small=le=1 | small <= 1",
            "small>1 | small > 1",
            "small=gt=1 | small > 1",
            "small>=1 | small >= 1",
            "small=ge=1 | small >= 1",
            "small<100000 | small is not null",
            "small==7 | id in (6, 7)",
            "small!=7 | id not in (6, 7)",
            "small=out=(7,8) | id not in (6, 7, 8)",
            "small=null=true | id = 3",
            "small=null=false | id <> 3",
            "ratio==0.1 | id = 1",
            "ratio<=-0.1 | id = 2",
            "income==0.1 | id = 1",
            "income<1e-200 | id in (5, 6)",
            "income>=5.2e4 | id in (2, 4)",
            "amount==1e30 | id = 2",
            "amount==4 | id = 8",
            "amount<0 | id = 6",
            "isActive==true | id in (1, 4, 7, 8)",
            "is_active!=true | id in (2, 3, 5, 6)",
            "is_active=in=(false) | id in (2, 5)",
            "gender==female | id = 1",
            "gender==f* | id = 1",
            "gender!=f* | id <> 1",
            "gender==*e* | gender like '%e%'",
            "gender==* | id <> 3",
            "gender=='' | id = 4",
            "gender==a_b | id = 5",
            "gender==_______ | false",
            "gender=in=(f*,male) | id = 2",
            "gender>=true | gender >= 'true'",
            "gender==12 | id = 8",
            "'what?'==50%* | id = 4",
            "'what?'==5*x | id = 5",
            "'what?'=='C:\\\\x' | id = 6",
            "'what?'==C:\\* | id = 6",
            "'what?'==\"a;b,c\" | id = 8",
            "'say \"x\" now'=='it\\'s' | id = 4",
            "'say \"x\" now'=in=('a*b','x y') | id in (5, 7)",
            "'say \"x\" now'==a*b | id in (5, 6)",
            "born==2000-02-29 | id = 1",
            "born<2000-01-01 | id in (2, 4)",
            "seenAt==2026-01-31T12:00:00Z | id in (1, 2)",
            "seenAt==2026-01-31T14:00:00+02:00 | id in (1, 2)",
            "seen_at==2026-01-31T12:00:00 | id in (1, 2)",
            "seen_at<2026-02-01 | id in (1, 2, 5)",
            "seen_at>2026-01-31T12:00:00.000001Z | seen_at > '2026-01-31T12:00:00.000001Z'",
            "local_time>=2026-01-31T12:00 | local_time >= '2026-01-31 12:00'",
            "local_time==2026-02-01 | id = 2",
            "token==123E4567-e89b-12d3-a456-426614174000 | id = 1",
            "token=null=true | token is null"})
    void columnsCompareInTheirTypes(String rsql, String sql) throws SQLException {
        check(rsql, rows.idsWhere(sql));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "attributes.plan==pro | id in (1, 8)",
            "attributes.plan!=pro | id not in (1, 8)",
            "attributes.plan=in=(pro,free) | id in (1, 2, 8)",
            "attributes.plan=out=(pro,free) | id not in (1, 2, 8)",
            "attributes.plan=='pro max' | id = 6",
            "attributes.plan==pro* | id in (1, 6, 8)",
            "attributes.plan!=pro* | id not in (1, 6, 8)",
            "attributes.plan=in=(pro*) | false",
            "attributes.plan==* | id in (1, 2, 6, 8)",
            "attributes.plan=null=true | id in (3, 4, 7)",
            "attributes.plan=null=false | id in (1, 2, 5, 6, 8)",
            "attributes.plan>=5 | false",
            "attributes.n==12 | id in (1, 2, 4, 8)",
            "attributes.n==12.00 | id in (1, 2, 8)",
            "attributes.n==1.2e1 | id in (1, 2, 8)",
            "attributes.n<12.5 | id in (1, 2, 6)",
            "attributes.n<=-3.5 | id = 6",
            "attributes.n>12 | id = 5",
            "attributes.n>=12 | id in (1, 2, 5)",
            "attributes.n==1e400 | id = 5",
            "attributes.tags==a | id in (1, 2)",
            "attributes.tags!=a | id not in (1, 2)",
            "attributes.tags==* | id in (1, 2, 6)",
            "attributes.tags==1 | id = 6",
            "attributes.tags==2.5 | id = 6",
            "attributes.tags==true | id = 6",
            "attributes.tags==2.5* | id = 6",
            "attributes.tags=in=(b,c) | id = 1",
            "attributes.tags==\"[]\" | false",
            "attributes.tags==null | false",
            "attributes.zip==05 | id in (1, 2, 4)",
            "attributes.zip==5 | id = 2",
            "attributes.flag==true | id in (1, 2, 4)",
            "attributes.zip==false | id = 8",
            "attributes.a.b==1 | id = 5",
            "attributes.nope==x | false",
            "attributes.nope!=x | true",
            "'attributes.it\\'s'=='x\"y' | id = 6",
            "attributes.é漢😀==ü | id = 6"})
    void attributesCompareAsTheyRead(String rsql, String sql) throws SQLException {
        check(rsql, rows.idsWhere(sql));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "id==1 or id==2 and small==99 | id = 1",
            "(id==1 or id==2) and small<0 | id = 2",
            "id==1,id==2;small==99 | id = 1",
            "id>=2;id<=3 | id in (2, 3)",
            "((id==1)) | id = 1",
            "  id==1   or   id==4  | id in (1, 4)",
            "id>1 and (gender==male or (is_active==true and small>=8)) | id in (2, 4, 8)",
            "gender==x' or '1'=='1 | false",
            "gender==\"x' or '1'='1\" | false",
            "gender==\"'; drop table odd; --\" | false"})
    void conditionsAreJoined(String rsql, String sql) throws SQLException {
        if (rsql.contains("'1'=='1")) {
            assertThatThrownBy(() -> Filter.parse(rsql, rows.table(), "o")).isInstanceOf(Invalid.class);
        } else {
            check(rsql, rows.idsWhere(sql));
        }
    }

    @Test
    void lineEndsAndTabsAreSpacesExceptInQuotes() throws SQLException {
        check("id==1\n\tor id==2\r\n", List.of("1", "2"));
        check("'what?'==\"a\nb\"", List.of("7"));
    }

    @Test
    void nothingAskedForIsEveryRow() throws SQLException {
        assertThat(Filter.parse(null, rows.table(), "o")).isSameAs(Filter.ALL);
        assertThat(Filter.parse(" ", rows.table(), "o").isAll()).isTrue();
        assertThat(rows.ids(Filter.ALL)).hasSize(8);
        assertThat(rows.copiedIds(Filter.ALL)).hasSize(8);
    }

    @Test
    void filtersAreCombined() throws SQLException {
        Filter two = Filter.parse("id==1 or id==2", rows.table(), "o");
        Filter active = Filter.parse("is_active==true or is_active=null=true", rows.table(), "o");

        assertThat(rows.ids(two.and(active))).containsExactly("1");
        assertThat(two.and(Filter.ALL)).isSameAs(two);
        assertThat(Filter.ALL.and(two)).isSameAs(two);
    }

    @Test
    void settingsHoldTheirPrefixToNames() {
        Filter filter = Filter.parse("id==1", rows.table(), "o");
        assertThatThrownBy(() -> filter.inSettings(null, "x', 'y")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aColumnIsComparedWithoutACastSoThatItsIndexServes() {
        assertThat(Filter.parse("id>=5", rows.table(), "o"))
                .isEqualTo(new Filter("o.\"id\" >= cast(? as bigint)", List.of(5L)));
    }
}
