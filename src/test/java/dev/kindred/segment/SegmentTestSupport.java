package dev.kindred.segment;

import static io.restassured.RestAssured.given;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;

/** Tables with planted groups, and trainings on them. */
@ApplicationScoped
class SegmentTestSupport {

    private final TestDatabase database;

    SegmentTestSupport(TestDatabase database) {
        this.database = database;
    }

    /**
     * A table of four groups around (0, 0), (10, 0), (0, 10) and (10, 10), of 400, 300, 200 and 100 rows; the column
     * {@code truth} is the group, 0 to 3.
     */
    void plant(String table) {
        database.execute("drop table if exists " + table, "select setseed(0.3)", """
                create table %s (id integer primary key, x real, y real, truth integer)""".formatted(table),
                """
                        insert into %s
                        select i, 10 * (truth %% 2) + random() + random() - 1, 10 * (truth / 2) + random() + random() - 1, truth
                          from (select i, case when i <= 400 then 0 when i <= 700 then 1 when i <= 900 then 2 else 3 end as truth
                                  from generate_series(1, 1000) as i) as rows"""
                        .formatted(table));
    }

    /** Trains the next version of a name on x and y. */
    JsonPath train(String name, String table, int clusters, int seed) {
        return train("""
                {"name": "%s", "table": "%s", "columns": ["x", "y"], "clusters": %d, "seed": %d}""".formatted(name,
                table,
                clusters, seed));
    }

    JsonPath train(String body) {
        return given().contentType("application/json").header("Prefer", "wait=120").body(body).post("/api/models")
                .then().statusCode(201).extract().jsonPath();
    }

    /** By planted group the segment that most of its rows are in, by a model of x and y. */
    Map<Integer, Long> segmentsOfTruth(String model, String table) {
        List<String> rows = database.column("""
                select truth || ' ' || mode() within group (order by m.segment_id)
                  from %s join model_segment m on m.model_id = kindred.model_id('%s')
                       and m.cluster = kindred.predict_kmeans('%s', array[x, y])
                 group by truth""".formatted(table, model, model));
        Map<Integer, Long> segments = new TreeMap<>();
        for (String row : rows) {
            segments.put(Integer.parseInt(row.split(" ")[0]), Long.parseLong(row.split(" ")[1]));
        }
        return segments;
    }

    /** Makes a version the live one. */
    void promote(String name, int version) {
        database.execute("""
                insert into model_alias (model_name, alias, version) values ('%s', 'champion', %d)
                    on conflict (model_name, alias) do update set version = excluded.version""".formatted(name,
                version));
    }
}
