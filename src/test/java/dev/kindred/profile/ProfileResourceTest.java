package dev.kindred.profile;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import jakarta.inject.Inject;

import org.hibernate.vector.SparseFloatVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;

@QuarkusTest
class ProfileResourceTest {

    private static final int CUSTOMERS = 60;

    /** What a row is known to hold, in plain Java. */
    private record Known(BitSet interests, double[] purchases, double[] taste) {}

    @Inject
    TestDatabase database;

    @Inject
    AgroalDataSource dataSource;

    private final Map<Long, Known> known = new HashMap<>();

    @BeforeEach
    void storeProfiles() {
        clean();
        database.execute("insert into customer (id, external_id, embedding) select i, 'p' || i, '[0,0,0,0,0,0]' "
                + "from generate_series(1, %d) as i".formatted(CUSTOMERS));
        Random random = new Random(5);
        QuarkusTransaction.requiringNew().run(() -> {
            for (long id = 1; id <= CUSTOMERS; id++) {
                store(id, random);
            }
        });
    }

    private void store(long id, Random random) {
        BuyingProfile profile = new BuyingProfile();
        profile.customerId = id;
        profile.interests = new byte[8];
        random.nextBytes(profile.interests);
        BitSet interests = new BitSet();
        for (int topic = 0; topic < 64; topic++) {
            interests.set(topic, (profile.interests[topic / 8] >> (7 - topic % 8) & 1) == 1);
        }
        double[] purchases = new double[BuyingProfile.PRODUCTS];
        float[] dense = new float[BuyingProfile.PRODUCTS];
        for (int bought = 0; bought < 15 && id != CUSTOMERS; bought++) { // the last one has bought nothing
            int product = random.nextInt(40);
            dense[product] = 1 + random.nextInt(90);
            purchases[product] = dense[product];
        }
        profile.purchases = id == CUSTOMERS ? null : new SparseFloatVector(dense);
        profile.taste = new float[BuyingProfile.STYLES];
        double[] taste = new double[BuyingProfile.STYLES];
        for (int style = 0; style < taste.length; style++) {
            profile.taste[style] = random.nextInt(1_024) / 1_024f; // such numbers a half holds exactly
            taste[style] = profile.taste[style];
        }
        known.put(id, new Known(interests, purchases, taste));
        profile.persist();
    }

    @AfterEach
    void clean() {
        database.execute("delete from customer");
    }

    private static double jaccard(Known a, Known b) {
        BitSet both = (BitSet) a.interests().clone();
        both.and(b.interests());
        BitSet either = (BitSet) a.interests().clone();
        either.or(b.interests());
        return 1 - (double) both.cardinality() / either.cardinality();
    }

    private static double cosine(Known a, Known b) {
        double product = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.purchases().length; i++) {
            product += a.purchases()[i] * b.purchases()[i];
            lengthA += a.purchases()[i] * a.purchases()[i];
            lengthB += b.purchases()[i] * b.purchases()[i];
        }
        return 1 - product / Math.sqrt(lengthA * lengthB);
    }

    private static double euclidean(Known a, Known b) {
        double sum = 0;
        for (int i = 0; i < a.taste().length; i++) {
            sum += Math.pow(a.taste()[i] - b.taste()[i], 2);
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @CsvSource({"interests, jaccard", "purchases, cosine", "taste, l2"})
    void nearestAreThoseThatPlainJavaFinds(String by, String metric) {
        Known from = known.get(7L);
        List<Double> expected = new ArrayList<>();
        known.forEach((id, other) -> {
            if (id != 7) {
                expected.add(switch (metric) {
                    case "jaccard" -> jaccard(from, other);
                    case "cosine" -> cosine(from, other);
                    default -> euclidean(from, other);
                });
            }
        });
        expected.removeIf(distance -> distance.isNaN());
        expected.sort(Comparator.naturalOrder());

        JsonPath answer = get("/api/profiles/7/similar?limit=100&by=" + by).then().statusCode(200).extract()
                .jsonPath();
        List<Double> distances = answer.getList("neighbors.distance", Double.class);

        assertThat(answer.getString("by")).isEqualTo(by);
        assertThat(distances).hasSize(by.equals("purchases") ? CUSTOMERS - 2 : CUSTOMERS - 1).isSorted();
        for (int i = 0; i < distances.size(); i++) {
            assertThat(distances.get(i)).isCloseTo(expected.get(i), within(1e-5));
        }
        assertThat(answer.getList("neighbors.customerId", Long.class)).doesNotContain(7L);
    }

    @Test
    void whatIsStoredIsWhatSqlReadsAndWhatComesBack() {
        Known seven = known.get(7L);
        StringBuilder bits = new StringBuilder();
        for (int topic = 0; topic < 64; topic++) {
            bits.append(seven.interests().get(topic) ? '1' : '0');
        }
        assertThat(database.value("select interests from buying_profile where customer_id = 7"))
                .isEqualTo(bits.toString());

        JsonPath profile = get("/api/profiles/7").then().statusCode(200).extract().jsonPath();
        assertThat(profile.getList("interests", Integer.class)).isEqualTo(seven.interests().stream().boxed().toList());
        Map<String, Float> purchases = profile.getMap("purchases");
        assertThat(database.value("select purchases from buying_profile where customer_id = 7").split(","))
                .hasSize(purchases.size());
        purchases.forEach((product, amount) -> assertThat(amount.doubleValue())
                .isEqualTo(seven.purchases()[Integer.parseInt(product) - 1]));
        assertThat(get("/api/profiles/%d".formatted(CUSTOMERS)).jsonPath().getMap("purchases")).isEmpty();
        assertThat(profile.getList("taste", Float.class)).hasSize(8).first().isEqualTo((float) seven.taste()[0]);
    }

    @Test
    void whatCannotBeComparedIsSaid() {
        assertThat(detail("/api/profiles/%d/similar?by=purchases".formatted(CUSTOMERS), 400)).isEqualTo(
                "Customer 60 has bought nothing, so nobody buys alike; ask by interests or taste.");
        assertThat(detail("/api/profiles/999/similar?by=taste", 404))
                .isEqualTo("There is no buying profile of customer 999.");
        assertThat(detail("/api/profiles/7/similar?by=age", 400))
                .isEqualTo("by must be one of interests, purchases, taste, but was 'age'.");
    }

    private static String detail(String path, int status) {
        return get(path).then().statusCode(status).extract().jsonPath().getString("detail");
    }

    @ParameterizedTest
    @CsvSource({"interests, bit, hnsw, jaccard, <%>", "purchases, sparsevec, hnsw, cosine, <=>",
            "taste, halfvec, hnsw, l2, <->"})
    void eachCanBeIndexed(String column, String storage, String kind, String metric, String operator) {
        String name = io.restassured.RestAssured.given().contentType("application/json").header("Prefer", "wait=60")
                .body(Map.of("table", "buying_profile", "column", column, "storage", storage, "kind", kind, "metric",
                        metric))
                .post("/api/indexes").then().statusCode(201).extract().jsonPath().getString("index.name");
        try {
            assertThat(String.join("\n", database.explain("""
                    select customer_id from buying_profile
                     order by %1$s %2$s (select %1$s from buying_profile where customer_id = 7) limit 5"""
                    .formatted(column, operator)))).contains("Index Scan using " + name);
            nearestAreThoseThatPlainJavaFinds(column, metric);
        } finally {
            database.execute("drop index " + name);
        }
    }

    @Test
    void madeUpProfilesAreMoreAlikeWithinTheirCircle() {
        database.execute("delete from buying_profile", "update customer set external_id = 'demo-' || id");
        QuarkusTransaction.requiringNew().run(() -> new SyntheticProfiles(dataSource).makeIfNone(null));

        for (String by : List.of("interests, <%>", "purchases, <=>", "taste, <->")) {
            String comparison = "a.%s %s b.%1$s".formatted((Object[]) by.split(", "));
            assertThat(database.value("""
                    select avg(%1$s) filter (where a.customer_id %% 6 = b.customer_id %% 6)
                           < 0.9 * avg(%1$s) filter (where a.customer_id %% 6 <> b.customer_id %% 6)
                      from buying_profile a join buying_profile b on a.customer_id < b.customer_id"""
                    .formatted(comparison))).as(by).isEqualTo("t");
        }
    }
}
