package dev.kindred.assignment;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;
import dev.kindred.TestDatabase;
import dev.kindred.model.ClusterLabels;
import dev.kindred.model.ModelStored;
import dev.kindred.model.Models;

/** Labels that come with a training. */
@QuarkusTest
@TestProfile(EveryTable.class)
class DeliveredLabelsTest {

    /** Customers 1 to 3: two in cluster 1, the third is noise. */
    private static final ClusterLabels LABELS = new ClusterLabels() {
        @Override
        public int rows() {
            return 3;
        }

        @Override
        public String key(int row) {
            return Integer.toString(row + 1);
        }

        @Override
        public int cluster(int row) {
            return row < 2 ? 1 : -1;
        }

        @Override
        public double distance(int row) {
            return row < 2 ? 0.25 * row : Double.NaN;
        }
    };

    @Inject
    TestDatabase database;

    @Inject
    AssignmentFixture fixture;

    @Inject
    Models models;

    @Inject
    DeliveredLabels labels;

    private long model;

    @BeforeEach
    void trainModel() {
        fixture.reset();
        fixture.plant(30);
        model = fixture.trainCustomers("delivered");
    }

    @AfterEach
    void leaveNothing() {
        fixture.reset();
    }

    private void deliver() {
        QuarkusTransaction.requiringNew()
                .run(() -> labels.store(new ModelStored(models.findById(model), LABELS)));
    }

    @Test
    void theyAreStoredWithNoiseInNoSegment() {
        deliver();

        String segment = database
                .value("select segment_id from model_segment where cluster = 1 and model_id = " + model);
        assertThat(fixture.labels(model)).containsExactly("1 " + segment + " 0", "2 " + segment + " 0.25", "3 - -");
        JsonPath noise = get("/api/customers/3/segment?model=delivered").jsonPath();
        assertThat(noise.getMap("items[0].segment")).isNull();
        assertThat(noise.getBoolean("items[0].assigned")).isTrue();
        JsonPath member = get("/api/customers/2/segment?model=delivered").jsonPath();
        assertThat(member.getString("items[0].segment.id")).isEqualTo(segment);
        assertThat(member.getMap("items[0].runnerUp")).isNull();
        assertThat(get("/api/segments/" + segment + "/customers").jsonPath().getList("items.id")).containsExactly(1, 2);
    }

    @Test
    void theyGoWithTheTransactionThatStoresTheModel() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            labels.store(new ModelStored(models.findById(model), LABELS));
            throw new IllegalStateException("no");
        })).isNotNull();

        assertThat(fixture.labels(model)).isEmpty();
        assertThat(database.value("select count(*) from assigned_model where model_id = " + model)).isEqualTo("0");
    }

    @Test
    void newCustomersGetNoneAndRemovedOnesLoseTheirs() {
        deliver();

        given().contentType("application/json").body("{\"age\": 30}").post("/api/customers").then().statusCode(201);
        given().contentType("application/json").body("{\"age\": 90}").put("/api/customers/1").then().statusCode(200);
        given().delete("/api/customers/2").then().statusCode(204);

        assertThat(fixture.labels(model)).hasSize(2);
        assertThat(fixture.segmentOf(model, 1)).isNotNull();
        assertThat(fixture.segmentOf(model, 2)).isNull();
    }

    @Test
    void theyCanNotBeMadeAnew() {
        deliver();

        assertThat(fixture.problem("delivered", 400)).contains("came with its training");
    }
}
