package dev.kindred.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

/** What the answer says about seeds and sizes, against figures computed in SQL. */
@QuarkusTest
class ReportTest extends AudienceTestSupport {

    /** The ids held out; which they are is the one thing taken from the code under test. */
    private static long[] held(long first, long last) {
        long[] ids = LongStream.rangeClosed(first, last).toArray();
        return HoldOut.of(new Vectors(ids, new float[ids.length], 1)).held();
    }

    private static String list(long[] ids) {
        return Arrays.stream(ids).mapToObj(Long::toString).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource({"centroid", "best_match"})
    void theCurveCountsHeldOutSeedsThatTheOthersFind(String strategy) {
        plant(1, 1_900, 1.5, 0, 0, 0, 0, 0, 0);
        plant(1_901, 2_000, 0.8, 1, 1, 0, 0, 0, 0);
        String body = """
                {"name": "curve", "seeds": {"ids": [%s]}, "size": 200, "strategy": "%s"}"""
                .formatted(ids(1_901, 1_960), strategy);

        JsonPath shown = create(body).statusCode(201).extract().jsonPath();

        long[] held = held(1_901, 1_960);
        assertThat(held).hasSize(12);
        String searching = "o.id between 1901 and 1960 and o.id not in (%s)".formatted(list(held));
        String distance = strategy.equals("centroid")
                ? "c.embedding <-> (select avg(o.embedding) from customer o where %s)".formatted(searching)
                : "(select min(c.embedding <-> o.embedding) from customer o where %s)".formatted(searching);
        List<Long> ranking = idsOf("select c.id from customer c where not (%s) order by %s, c.id"
                .formatted(searching.replace("o.id", "c.id"), distance));
        assertThat(ranking).hasSize(1_952);
        assertThat(shown.getLong("curve.candidates")).isEqualTo(1_952);
        assertThat(shown.getInt("curve.heldOut")).isEqualTo(12);
        assertThat(shown.getList("curve.points.size")).containsExactly(20, 50, 100, 200, 400, 1_000);
        for (Map<String, Number> point : shown.<Map<String, Number>>getList("curve.points")) {
            int size = point.get("size").intValue();
            double recovery = ranking.subList(0, size).stream()
                    .filter(id -> Arrays.binarySearch(held, id) >= 0).count() / 12.0;
            assertThat(point.get("recovery").doubleValue()).isEqualTo(recovery, within(1e-6));
            assertThat(point.get("lift").doubleValue()).isEqualTo(recovery * 1_952 / size, within(1e-4));
        }
        assertThat(shown.getDouble("curve.points[3].lift")).isGreaterThan(2);
    }

    @Test
    void seedsDrawnAtRandomHaveNoLift() {
        plant(1, 4_000, 1, 0, 0, 0, 0, 0, 0);

        JsonPath shown = create("""
                {"name": "random", "seeds": {"ids": [%s]}, "size": 1000, "strategy": "best_match"}"""
                .formatted(ids(1, 1_000))).statusCode(201).extract().jsonPath();

        // Were held-out seeds measured against themselves, all of them would come first: a lift of 3.2.
        assertThat(shown.getDouble("curve.points[3].lift")).isBetween(0.7, 1.6);
        assertThat(shown.getDouble("coherence.ratio")).isBetween(0.9, 1.1);
        assertThat(shown.getString("coherence.words")).contains("hardly alike");
    }

    @Test
    void sizesOfTheCurveEndAtAllCandidates() {
        plant(1, 60, 1, 0, 0, 0, 0, 0, 0);

        JsonPath shown = create("""
                {"name": "all", "seeds": {"ids": [%s]}, "size": 50}""".formatted(ids(1, 10))).statusCode(201).extract()
                .jsonPath();

        assertThat(shown.getLong("curve.candidates")).isEqualTo(52);
        assertThat(shown.getList("curve.points.size")).containsExactly(5, 13, 25, 50, 52);
        assertThat(shown.getDouble("curve.points[4].recovery")).isEqualTo(1);
        assertThat(shown.getDouble("curve.points[4].lift")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"l2,<->,l2", "l1,<+>,l1", "cosine,<=>,cosine", "inner_product,<->,l2"})
    void coherenceComparesTheSeedsWithRandomCustomers(String metric, String operator, String measured) {
        plant(1, 900, 1, 0, 0, 0, 0, 0, 0);
        plant(901, 940, 0.2, 2, 2, 0, 0, 0, 0);

        JsonPath shown = create("""
                {"name": "alike", "seeds": {"ids": [%s]}, "size": 50, "metric": "%s"}"""
                .formatted(ids(901, 940), metric)).statusCode(201).extract().jsonPath();

        // There are fewer customers than a sample has, so it is all of them.
        String centre = metric.equals("cosine") ? "avg(l2_normalize(embedding))" : "avg(embedding)";
        String mean = "select avg(embedding %s (select %s from customer where id > 900)) from customer where id > %d";
        double seeds = Double.parseDouble(database.value(mean.formatted(operator, centre, 900)));
        double all = Double.parseDouble(database.value(mean.formatted(operator, centre, 0)));
        assertThat(shown.getString("coherence.metric")).isEqualTo(measured);
        assertThat(shown.getDouble("coherence.seeds")).isEqualTo(seeds, within(1e-5));
        assertThat(shown.getDouble("coherence.customers")).isEqualTo(all, within(1e-5));
        assertThat(shown.getDouble("coherence.ratio")).isEqualTo(seeds / all, within(1e-4));
        assertThat(shown.getString("coherence.words")).contains("much alike");
    }

    @Test
    void seedsOfTwoKindsAreTakenApart() {
        plant(1, 500, 1, 0, 0, 0, 0, 0, 0);
        plant(501, 620, 0.2, 3, 0, 0, 0, 0, 0);
        plant(621, 660, 0.2, -3, 0.5, 0, 0, 0, 0);

        JsonPath shown = create("""
                {"name": "two", "seeds": {"ids": [%s]}, "size": 50, "strategy": "best_match"}"""
                .formatted(ids(501, 660))).statusCode(201).extract().jsonPath();

        assertThat(shown.getString("subSeeds.reason")).startsWith("The seeds fall into 2 groups");
        assertThat(shown.getList("subSeeds.groups.size")).containsExactly(120, 40);
        assertThat(shown.getList("subSeeds.groups[0].ids", Long.class))
                .isEqualTo(LongStream.rangeClosed(501, 600).boxed().toList());
        assertThat(shown.getList("subSeeds.groups[1].ids", Long.class))
                .isEqualTo(LongStream.rangeClosed(621, 660).boxed().toList());
        assertThat(shown.getString("subSeeds.groups[1].differsBy[0].feature")).isEqualTo("age"); // position 0
        assertThat(shown.getDouble("subSeeds.groups[1].differsBy[0].share")).isGreaterThan(0.9);
        assertThat(csv("/api/audiences/two/seeds?group=1")).hasSize(120).startsWith("501,c-501,1")
                .endsWith("620,c-620,1");
        assertThat(csv("/api/audiences/two/seeds")).hasSize(160).endsWith("660,c-660,2");
    }

    /** A stray far away makes the best split of two: it and all others. */
    @Test
    void aStrayHidesNoGroups() {
        plant(1, 500, 1, 0, 0, 0, 0, 0, 0);
        plant(501, 620, 0.2, 3, 0, 0, 0, 0, 0);
        plant(621, 660, 0.2, -3, 0.5, 0, 0, 0, 0);
        plant(661, 661, 0, 40, 40, 0, 0, 0, 0);

        JsonPath shown = create("""
                {"name": "stray", "seeds": {"ids": [%s]}, "size": 50}""".formatted(ids(501, 661))).statusCode(201)
                .extract().jsonPath();

        assertThat(shown.getString("subSeeds.reason")).startsWith("The seeds fall into 2 groups and a stray");
        assertThat(shown.getList("subSeeds.groups.size")).containsExactly(120, 40);
        assertThat(csv("/api/audiences/stray/seeds")).hasSize(160).endsWith("660,c-660,2");
    }

    @Test
    void seedsOfOneKindStayTogether() {
        plant(1, 500, 1, 0, 0, 0, 0, 0, 0);

        JsonPath shown = create("""
                {"name": "one", "seeds": {"ids": [%s]}, "size": 50}""".formatted(ids(1, 100))).statusCode(201).extract()
                .jsonPath();

        assertThat(shown.getString("subSeeds.reason")).startsWith("The seeds are of one kind");
        assertThat(shown.getList("subSeeds.groups")).isEmpty();
        assertThat(csv("/api/audiences/one/seeds")).isEmpty();
    }

    @Test
    void seedsThatAreAllTheSameHaveNoGroups() {
        plant(1, 100, 0, 1, 1, 0, 0, 0, 0);

        JsonPath shown = create("""
                {"name": "same", "seeds": {"ids": [%s]}, "size": 50}""".formatted(ids(1, 20))).statusCode(201).extract()
                .jsonPath();

        assertThat(shown.getString("subSeeds.reason")).isEqualTo("All seeds have the same vector.");
        assertThat(shown.getString("coherence.words")).contains("all the same");
    }

    @Test
    void underCosineSeedsOfTwoDirectionsAreTakenApartHoweverLongTheyAre() {
        plant(1, 300, 1, 0, 0, 0, 0, 0, 0);
        database.execute("""
                insert into customer (id, embedding)
                select i, array_fill(i %% 7 + 1, array[case i %% 2 when 0 then 2 else 6 end])::real[]
                          || array_fill(0::real, array[case i %% 2 when 0 then 4 else 0 end])
                  from generate_series(301, 340) as i""".replace("%%", "%"));

        JsonPath shown = create("""
                {"name": "directions", "seeds": {"ids": [%s]}, "size": 50, "metric": "cosine"}""".formatted(
                ids(301, 340))).statusCode(201).extract().jsonPath();

        assertThat(shown.getList("subSeeds.groups.size")).containsExactly(20, 20);
        assertThat(shown.getList("subSeeds.groups.ids.flatten()")).hasSize(40);
    }
}
