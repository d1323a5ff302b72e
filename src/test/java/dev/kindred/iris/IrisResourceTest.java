package dev.kindred.iris;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import dev.kindred.TestDatabase;

@QuarkusTest
class IrisResourceTest {

    @Inject
    TestDatabase database;

    @Test
    void allFlowersAreThereInTheTextOfTheRepository() {
        JsonPath page = get("/api/iris").then().statusCode(200).extract().jsonPath();

        assertThat(page.getList("items")).hasSize(150);
        assertThat(page.getString("next")).isNull();
        assertThat(page.getMap("items[0]")).hasToString(
                "{id=1, sepalLength=5.1, sepalWidth=3.5, petalLength=1.4, petalWidth=0.2, species=Iris-setosa}");
        // The two rows in which this text differs from Fisher's paper.
        assertThat(page.getFloat("items[34].petalWidth")).isEqualTo(0.1f);
        assertThat(page.getFloat("items[37].sepalWidth")).isEqualTo(3.1f);
    }

    @Test
    void pagesFollowEachOther() {
        JsonPath first = get("/api/iris?limit=100").jsonPath();
        JsonPath second = get("/api/iris?limit=100&after=" + first.getString("next")).jsonPath();

        assertThat(first.getList("items.id", Integer.class)).hasSize(100).last().isEqualTo(100);
        assertThat(second.getList("items.id", Integer.class)).hasSize(50).first().isEqualTo(101);
        assertThat(second.getString("next")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"l2, <->", "cosine, <=>", "inner_product, <#>", "l1, <+>"})
    void nearestAreThoseOfTheDatabaseClosestFirst(String metric, String operator) {
        JsonPath answer = get("/api/iris/100/similar?limit=7&metric=" + metric).then().statusCode(200)
                .extract().jsonPath();

        List<Double> distances = answer.getList("neighbors.distance", Double.class);
        List<Double> expected = database.column("""
                select a.features %s b.features from iris a, iris b
                 where a.id <> 100 and b.id = 100 order by 1 limit 7""".formatted(operator))
                .stream().map(Double::valueOf).toList();
        assertThat(distances).isSorted().hasSize(7);
        for (int i = 0; i < 7; i++) {
            assertThat(distances.get(i)).isCloseTo(expected.get(i), withinPercentage(1e-4));
        }
        assertThat(answer.getList("neighbors.id", Integer.class)).doesNotContain(100);
    }

    @Test
    void anUnknownFlowerIsNotFound() {
        assertThat(get("/api/iris/151/similar").then().statusCode(404).extract().jsonPath().getString("detail"))
                .isEqualTo("There is no iris 151.");
    }
}
