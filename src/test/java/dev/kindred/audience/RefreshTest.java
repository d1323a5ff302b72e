package dev.kindred.audience;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

@QuarkusTest
class RefreshTest extends AudienceTestSupport {

    @BeforeEach
    void plantCustomers() {
        plant(1, 300, 1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void whoJoinedAndWhoLeftIsCountedAndListed() {
        create("""
                {"name": "moving", "seeds": {"ids": [1, 2]}, "size": 60}""").statusCode(201);
        List<Long> before = memberIds("moving");
        assertThat(show("moving").getMap("$")).doesNotContainKey("changes");
        assertThat(csv("/api/audiences/moving/changes")).isEmpty();

        database.execute("""
                update customer set embedding = (select avg(embedding) from customer where id in (1, 2))
                 where id in (select id from customer where id > 2
                                 and id not in (select customer_id from audience_member) order by id limit 7)""",
                "delete from customer where id = " + before.get(3));
        JsonPath refreshed = refresh("moving").statusCode(200).extract().jsonPath();
        List<Long> after = memberIds("moving");

        Set<Long> joined = new TreeSet<>(after);
        joined.removeAll(before);
        Set<Long> left = new TreeSet<>(before);
        left.removeAll(after);
        left.remove(before.get(3));
        assertThat(joined).hasSize(7);
        assertThat(refreshed.getMap("changes")).containsEntry("joined", joined.size())
                .containsEntry("left", left.size())
                .containsEntry("stayed", 60 - joined.size());
        assertThat(show("moving").getMap("$")).isEqualTo(refreshed.getMap("$"));
        List<String> expected = new ArrayList<>();
        joined.forEach(id -> expected.add("%d,c-%d,joined".formatted(id, id)));
        left.forEach(id -> expected.add("%d,c-%d,left".formatted(id, id)));
        assertThat(csv("/api/audiences/moving/changes")).isEqualTo(expected);
        assertThat(after).isEqualTo(idsOf("""
                select id from customer where id > 2
                 order by embedding <-> (select avg(embedding) from customer where id in (1, 2)), id limit 60"""));
    }

    @Test
    void aRefreshOfTheSameCustomersChangesNothing() {
        create("""
                {"name": "still", "seeds": {"filter": "age<20"}, "size": 60}""").statusCode(201);
        List<String> before = csv("/api/audiences/still/members");

        JsonPath refreshed = refresh("still").statusCode(200).extract().jsonPath();

        assertThat(refreshed.getMap("changes")).containsEntry("joined", 0).containsEntry("left", 0)
                .containsEntry("stayed", 60);
        assertThat(csv("/api/audiences/still/members")).isEqualTo(before);
    }

    @Test
    void deletedSeedsAreLeftOutAndCounted() {
        create("""
                {"name": "seeds", "seeds": {"ids": [1, 2, 3]}, "size": 30}""").statusCode(201);
        database.execute("delete from customer where id = 2");

        JsonPath refreshed = refresh("seeds").statusCode(200).extract().jsonPath();

        assertThat(refreshed.getInt("seeds.used")).isEqualTo(2);
        assertThat(refreshed.getInt("seeds.missing")).isEqualTo(1);
        assertThat(refreshed.getList("seeds.missingSome")).containsExactly("2");
    }

    @Test
    void deletedUnlikesAreCountedToo() {
        create("""
                {"name": "unlikes", "seeds": {"ids": [1]}, "unlike": {"ids": [2, 3]}, "size": 30}""").statusCode(201);
        database.execute("delete from customer where id = 2");

        JsonPath refreshed = refresh("unlikes").statusCode(200).extract().jsonPath();

        assertThat(refreshed.getInt("seeds.unlikes")).isEqualTo(1);
        assertThat(refreshed.getInt("seeds.unlikesMissing")).isEqualTo(1);
    }

    @Test
    void aReportOfAnEarlierReleaseIsStillRead() {
        create("""
                {"name": "early", "seeds": {"ids": [1]}, "size": 30}""").statusCode(201);
        database.execute("update audience set report = report #- '{seeds,unlikesMissing}' where name = 'early'");

        assertThat(show("early").getMap("seeds")).containsEntry("used", 1).doesNotContainKey("unlikesMissing");
    }

    @Test
    void withoutAnySeedLeftTheOldListStays() {
        create("""
                {"name": "orphaned", "seeds": {"externalIds": ["c-1"]}, "size": 30}""").statusCode(201);
        List<String> before = csv("/api/audiences/orphaned/members");
        database.execute("delete from customer where id = 1");

        assertThat(refresh("orphaned").statusCode(409).extract().jsonPath().getString("detail"))
                .contains("None of the seeds is a customer any more");
        assertThat(csv("/api/audiences/orphaned/members")).isEqualTo(before);
        assertThat(get("/api/audiences/orphaned").jsonPath().getInt("size")).isEqualTo(30);
    }

    @Test
    void tooFewCandidatesLeaveTheOldListAsItWas() {
        create("""
                {"name": "drained", "seeds": {"ids": [1]}, "size": 30}""").statusCode(201);
        database.execute("delete from customer where id > 20");

        assertThat(refresh("drained").statusCode(409).extract().jsonPath().getString("detail"))
                .contains("only 19 candidate(s) remain");
        assertThat(show("drained").getMap("$")).doesNotContainKey("changes");
    }
}
