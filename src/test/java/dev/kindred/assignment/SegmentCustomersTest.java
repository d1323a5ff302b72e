package dev.kindred.assignment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;

/** Segments and outliers as lists, and the views for SQL clients. */
@QuarkusTest
@TestProfile(EveryTable.class)
class SegmentCustomersTest {

    @Inject
    TestDatabase database;

    @Inject
    AssignmentFixture fixture;

    private static int names;

    private String name;
    private long model;
    private String segment;

    @BeforeEach
    void assignCustomers() {
        fixture.reset();
        fixture.plant(120);
        name = "listed-" + ++names; // the versions of each count from 1
        model = fixture.trainCustomers(name);
        fixture.assign(name);
        segment = fixture.segmentOf(model, 1);
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
    }

    private JsonPath list(String query) {
        return get("/api/segments/" + segment + "/customers" + query).then().statusCode(200).extract().jsonPath();
    }

    private String problem(String path, int status) {
        return get(path).then().statusCode(status).extract().jsonPath().getString("detail");
    }

    @Test
    void pagesFollowTheIdsAsNumbers() {
        List<Integer> ids = new ArrayList<>();
        String after = "0";
        while (after != null) {
            JsonPath page = list("?limit=7&after=" + after);
            ids.addAll(page.getList("items.id", Integer.class));
            after = page.getString("next");
        }

        // Customers 1, 4, 7, … are of one kind; as text, 100 would come before 13.
        assertThat(ids.stream().map(String::valueOf).toList())
                .isEqualTo(database.column("select i from generate_series(1, 118, 3) as i"));
        assertThat(database.value("select count(*) from assignment where segment_id = " + segment)).isEqualTo("40");
    }

    @Test
    void rowsBringDistanceAndFieldsAndCanBeFiltered() {
        JsonPath page = list("?fields=externalId,id,age&filter=id=gt=50 and age=lt=27&limit=3");

        Map<String, Object> first = page.getMap("items[0]");
        assertThat(first.keySet()).containsExactly("id", "distance", "externalId", "age");
        assertThat(page.getList("items.id").stream().map(String::valueOf).toList()).isEqualTo(database.column(
                "select id from customer where id > 50 and age < 27 and id % 3 = 1 order by id limit 3"));
        assertThat(Double.parseDouble(first.get("distance").toString())).isEqualTo(Double.parseDouble(database.value(
                "select distance from assignment where model_id = %d and row_key = '%s'".formatted(model,
                        first.get("id")))));
        assertThat(list("?limit=1").getMap("items[0]").keySet()).contains("isActive", "attributes", "createdAt")
                .doesNotContain("embedding");
    }

    @Test
    void aFileHasAllOfThem() {
        String path = "/api/segments/" + segment + "/customers?fields=external_id&limit=3&format=";

        List<String> csv = get(path + "csv").then().statusCode(200).extract().asString().lines().toList();
        assertThat(csv).hasSize(41);
        assertThat(csv.get(0)).isEqualTo("id,distance,external_id");
        assertThat(csv.get(1)).isEqualTo("1," + database.value(
                "select distance from assignment where model_id = %d and row_key = '1'".formatted(model)) + ",c-1");
        List<String> ndjson = get(path + "ndjson").then().statusCode(200).extract().asString().lines().toList();
        assertThat(ndjson).hasSize(40);
        assertThat(JsonPath.from(ndjson.get(39)).getMap("$")).containsEntry("id", 118)
                .containsEntry("external_id", "c-118");
        assertThat(get(path + "csv&filter=id==0").then().statusCode(200).extract().asString())
                .isEqualTo("id,distance,external_id\n");
    }

    @Test
    void theVersionIsTheChampionElseTheNewestAssigned() {
        long second = fixture.trainCustomers(name);
        assertThat(list("").getList("items")).hasSize(40); // the second is not assigned

        database.execute("delete from customer where id < 10");
        fixture.assign(name + "@2");
        database.execute("delete from assignment where model_id = %d and row_key <> '40'".formatted(second));
        assertThat(list("").getList("items")).hasSize(1);
        assertThat(list("?model=" + name + "@1").getList("items")).hasSize(37);
        fixture.makeChampion(name, 1);
        assertThat(list("").getList("items")).hasSize(37);
    }

    @Test
    void whatCanNotBeListedIsExplained() {
        assertThat(problem("/api/segments/999999999/customers", 404)).isEqualTo("There is no segment 999999999.");
        long other = fixture.trainCustomers("unassigned");
        String otherSegment = database.value("select min(segment_id) from model_segment where model_id = " + other);
        assertThat(problem("/api/segments/" + otherSegment + "/customers", 409))
                .contains("POST /api/models/unassigned/assign");
        assertThat(problem("/api/segments/" + otherSegment + "/customers?model=" + name, 404))
                .startsWith("Model '" + name + "' version 1 has no segment " + otherSegment);
        assertThat(problem("/api/segments/" + segment + "/customers?format=xml", 400)).contains("csv, ndjson");
        assertThat(problem("/api/segments/" + segment + "/customers?filter=shoe==1", 400)).contains("shoe");

        long irises = fixture.train("{\"name\": \"listed-irises\", \"table\": \"iris\", \"clusters\": 3}");
        fixture.assign("listed-irises");
        String ofIris = fixture.segmentOf(irises, 1);
        assertThat(problem("/api/segments/" + ofIris + "/customers", 400)).contains("table 'iris'")
                .contains("select row_key from assignment where model_id = %d and segment_id = %s".formatted(irises,
                        ofIris));
    }

    @Test
    void outliersAreBeyondThePercentileOfTheTraining() {
        assertThat(get("/api/models/" + name + "/outliers").jsonPath().getList("items.rowKey"))
                .hasSizeLessThanOrEqualTo(6); // of each 40 at most one or two, by whichever definition of a percentile
        database.execute("update customer set embedding = '[9,9,0,0,0,0]' where id in (3, 6, 90)",
                "update customer set embedding = '[-9,-9,0,0,0,0]' where id = 12");
        fixture.assign(name);

        List<String> expected = database.column("""
                select a.row_key from assignment a
                  join model_segment m using (model_id, segment_id) join kmeans_centroid c using (model_id, cluster)
                  join customer u on u.id::text = a.row_key
                 where a.model_id = %d and (u.embedding <-> c.centroid) > c.p99_distance * 1.000001 order by 1"""
                .formatted(model));
        JsonPath page = get("/api/models/" + name + "@1/outliers?limit=2").jsonPath();
        List<String> keys = new ArrayList<>(page.getList("items.rowKey", String.class));
        for (String after = page.getString("next"); after != null;) {
            JsonPath next = get("/api/models/" + name + "@1/outliers?limit=2&after=" + after).jsonPath();
            keys.addAll(next.getList("items.rowKey", String.class));
            after = next.getString("next");
        }
        assertThat(keys).isEqualTo(expected).contains("3", "6", "90", "12");

        JsonPath all = get("/api/models/" + name + "@1/outliers").jsonPath();
        assertThat(all.getDouble("items.find { it.rowKey == '3' }.ratio")).isGreaterThan(5);
        assertThat(all.getString("items.find { it.rowKey == '3' }.segment.id")).isEqualTo(fixture.segmentOf(model, 3));
        List<String> csv = get("/api/models/" + name + "/outliers?format=csv").then().statusCode(200).extract()
                .asString()
                .lines().toList();
        assertThat(csv).hasSize(1 + expected.size());
        assertThat(csv.get(0)).isEqualTo("row_key,segment_id,label,distance,p99_distance,ratio");
        fixture.trainCustomers("unlisted");
        assertThat(problem("/api/models/unlisted/outliers", 409)).contains("POST /api/models/unlisted@1/assign");
    }

    @Test
    void theViewsFollowTheChampion() {
        String label = "select coalesce(string_agg(model || '@' || version || ' ' || label, ',' order by model), 'none') "
                + "from kindred.%s where %s";
        String current = label.formatted("current_segment", "row_key = '1' and model = '" + name + "'");
        String ofCustomer = label.formatted("customer_segment", "customer_id = 1");
        assertThat(database.value(current)).isEqualTo("none");

        fixture.makeChampion(name, 1);
        String first = name + "@1 " + database.value("select label from segment where id = " + segment);
        assertThat(database.value(current)).isEqualTo(first);
        assertThat(database.value(ofCustomer)).isEqualTo(first);

        database.execute("update segment set label = 'the young', label_edited = true where id = " + segment);
        assertThat(database.value(current)).isEqualTo(name + "@1 the young");
        assertThat(database.value(ofCustomer)).isEqualTo(name + "@1 the young");

        long second = fixture.trainCustomers(name);
        fixture.makeChampion(name, 2);
        assertThat(database.value(current)).isEqualTo("none"); // not assigned yet
        fixture.assign(name);
        assertThat(database.value(ofCustomer)).startsWith(name + "@2 ");
        assertThat(database.value("select segment_id from kindred.current_segment where row_key = '1'"))
                .isEqualTo(fixture.segmentOf(second, 1));
        assertThat(database.value("select count(*) from kindred.customer_segment")).isEqualTo("120");
    }

    @Test
    void oneCustomerAndOnePageAreLookedUpInIndexes() {
        fixture.makeChampion(name, 1);
        database.execute("insert into assignment select %d, i, %s, 1 from generate_series(1000, 40000) as i"
                .formatted(model, segment),
                "insert into customer (id, embedding) select i, '[0,0,0,0,0,0]' from "
                        + "generate_series(1000, 40000) as i",
                "analyze assignment", "analyze customer");

        String one = plan("select * from kindred.customer_segment where customer_id = 17");
        assertThat(one).contains("assignment_pkey").doesNotContain("Seq Scan on assignment")
                .doesNotContain("Seq Scan on customer");
        String page = plan("""
                select c.id, a.distance from assignment a join customer c on c.id = a.row_key::bigint
                 where a.model_id = %d and a.segment_id = %s
                   and (length(a.row_key), a.row_key collate "C") > (length('20000'), '20000' collate "C") and true
                 order by length(a.row_key), a.row_key collate "C" limit 200""".formatted(model, segment));
        assertThat(page).contains("assignment_by_segment").doesNotContain("Seq Scan").doesNotContain("Sort");
    }

    private String plan(String query) {
        return String.join("\n", database.column("explain " + query));
    }
}
