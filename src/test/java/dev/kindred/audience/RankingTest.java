package dev.kindred.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;

/** Members and scores against plain SQL over all pairs. */
@QuarkusTest
class RankingTest extends AudienceTestSupport {

    @BeforeEach
    void plantCustomers() {
        plant(1, 3_000, 1, 0.5, -0.5, 0, 1, 0, 0.25);
    }

    private static String operator(String metric) {
        return switch (metric) {
            case "l2" -> "<->";
            case "cosine" -> "<=>";
            case "inner_product" -> "<#>";
            default -> "<+>";
        };
    }

    /** The distance of a customer c to some others. */
    private static String distance(String metric, String strategy, String whom) {
        String average = metric.equals("cosine") ? "avg(l2_normalize(o.embedding))" : "avg(o.embedding)";
        return strategy.equals("centroid")
                ? "(c.embedding %s (select %s from customer o where %s))".formatted(operator(metric), average, whom)
                : "(select min(c.embedding %s o.embedding) from customer o where %s)".formatted(operator(metric), whom);
    }

    @ParameterizedTest
    @CsvSource({"l2,centroid", "cosine,centroid", "inner_product,centroid", "l1,centroid", "l2,best_match",
            "cosine,best_match", "inner_product,best_match", "l1,best_match"})
    void membersAreThoseOfAllPairs(String metric, String strategy) {
        create("""
                {"name": "pairs", "seeds": {"ids": [%s]}, "unlike": {"externalIds": ["c-500", "c-501", "c-502"]},
                 "unlikeWeight": 0.25, "size": 300, "filter": "age>=20", "exclude": {"filter": "age==30"},
                 "metric": "%s", "strategy": "%s"}""".formatted(ids(100, 159), metric, strategy)).statusCode(201);

        String score = distance(metric, strategy, "o.id between 100 and 159") + " - 0.25 * "
                + distance(metric, strategy, "o.id between 500 and 502");
        String expected = """
                select %%s from (select c.id, %s as score from customer c
                 where age >= 20 and age <> 30 and id not between 100 and 159) as c order by score, id limit 300"""
                .formatted(score);
        assertThat(memberIds("pairs")).isEqualTo(idsOf(expected.formatted("id")));
        List<String> scores = database.column("select score from audience_member order by rank");
        List<String> right = database.column(expected.formatted("score"));
        for (int place = 0; place < 300; place++) {
            assertThat(Double.parseDouble(scores.get(place))).isEqualTo(Double.parseDouble(right.get(place)),
                    within(1e-5));
        }
        assertThat(database.column("select rank from audience_member order by rank"))
                .isEqualTo(database.column("select generate_series(1, 300)"));
    }

    @ParameterizedTest
    @CsvSource({"centroid", "best_match"})
    void ofEquallyNearCustomersTheLowerIdComesFirst(String strategy) {
        database.execute("update customer set embedding = '[1,1,0,0,0,0]' where id > 2000");

        create("""
                {"name": "ties", "seeds": {"ids": [2010]}, "size": 50, "strategy": "%s"}""".formatted(strategy))
                .statusCode(201);

        assertThat(memberIds("ties")).isEqualTo(idsOf("""
                select i from generate_series(2001, 2051) as i where i <> 2010 order by i limit 50"""));
    }

    @ParameterizedTest
    @CsvSource({"centroid", "best_match"})
    void anApproximateIndexDoesNotShortenTheList(String strategy) {
        database.execute("create index near on customer using hnsw (embedding vector_l2_ops)");
        try {
            create("""
                    {"name": "long", "seeds": {"ids": [7]}, "size": 2500, "strategy": "%s"}""".formatted(strategy))
                    .statusCode(201);
        } finally {
            database.execute("drop index near");
        }

        assertThat(memberIds("long")).isEqualTo(idsOf("""
                select id from customer where id <> 7
                 order by embedding <-> (select embedding from customer where id = 7), id limit 2500"""));
    }

    @ParameterizedTest
    @CsvSource({"centroid", "best_match"})
    void customersWithoutADirectionAreNoCandidatesUnderCosine(String strategy) {
        database.execute("update customer set embedding = '[0,0,0,0,0,0]' where id > 100");

        create("""
                {"name": "directions", "seeds": {"ids": [1, 2, 2000]}, "size": 500, "metric": "cosine",
                 "strategy": "%s"}""".formatted(strategy)).statusCode(201);

        assertThat(memberIds("directions")).hasSize(98).allMatch(id -> id > 2 && id <= 100);
        assertThat(show("directions").getInt("seeds.used")).isEqualTo(2);
        assertThat(show("directions").getInt("seeds.withoutDirection")).isEqualTo(1);
    }

    @Test
    void seedsByFilterAreAsManyAsItMatches() {
        create("""
                {"name": "filtered", "seeds": {"filter": "age==40"}, "size": 100}""").statusCode(201);

        assertThat(show("filtered").getInt("seeds.used")).isEqualTo(30);
        assertThat(memberIds("filtered")).isEqualTo(idsOf("""
                select id from customer where age <> 40
                 order by embedding <-> (select avg(embedding) from customer where age = 40), id limit 100"""));
    }

    @Test
    void customersOfUnknownAgeAreCandidatesWhereTheSeedsAreFilteredByAge() {
        database.execute("update customer set age = null where id <= 10");

        create("""
                {"name": "unknown", "seeds": {"filter": "age==40"}, "size": 2970, "exclude": {"filter": "age==50"}}""")
                .statusCode(201);

        assertThat(memberIds("unknown")).contains(1L, 10L).hasSize(2_940);
    }
}
