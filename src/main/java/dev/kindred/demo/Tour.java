package dev.kindred.demo;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.persistence.EntityManager;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.fasterxml.jackson.databind.node.IntNode;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;

import dev.kindred.customer.SyntheticCustomers;
import dev.kindred.model.Models;
import dev.kindred.model.NewModel;
import dev.kindred.model.Training;

/** The main job, done once at the first start of dev mode: customers, a model, and lines to paste. */
@ApplicationScoped
@IfBuildProfile("dev")
class Tour {

    private static final int CUSTOMERS = 10_000;
    private static final int AFTER_MIGRATIONS = 1_000;

    private final SyntheticCustomers customers;
    private final Models models;
    private final Training training;
    private final EntityManager entityManager;
    private final String jdbcUrl;
    private final String databaseUser;

    Tour(SyntheticCustomers customers, Models models, Training training, EntityManager entityManager,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String jdbcUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String databaseUser) {
        this.customers = customers;
        this.models = models;
        this.training = training;
        this.entityManager = entityManager;
        this.jdbcUrl = jdbcUrl;
        this.databaseUser = databaseUser;
    }

    @ActivateRequestContext
    void prepare(@Observes @Priority(AFTER_MIGRATIONS) StartupEvent start) {
        customers.makeIfNone(CUSTOMERS);
        if (!models.has("iris")) {
            training.store(training.train(NewModel.of("iris", "iris", IntNode.valueOf(3)), (share, words) -> {
            }, () -> false));
        }
    }

    /** The port is known only now; a live reload keeps the server, so this is said once. */
    @ActivateRequestContext
    void guide(@ObservesAsync HttpServerStart start, HttpServer server) {
        Log.info(text("http://localhost:" + server.getPort()));
    }

    String text(String base) {
        return """
                the model 'iris' is trained

                %s
                %s
                Paste one of these:

                  curl -s %4$s/api/models/iris/centroids
                  curl -s %4$s/api/models/iris/predict -H 'Content-Type: application/json' -d '{"rows":[[5.1,3.5,1.4,0.2]]}'
                  curl -s %4$s/api/models -H 'Content-Type: application/json' -H 'Prefer: wait=60' \\
                    -d '{"name":"age-income","table":"customer","columns":["age","income"],"clusters":4}'
                  curl -s '%4$s/api/customers/1/similar?limit=3'
                  psql '%3$s' -c "select * from kindred.kmeans_centroids('iris')"
                  psql '%3$s' -c "select species, kindred.predict_kmeans('iris', array[sepal_length, sepal_width, petal_length, petal_width]) as cluster, count(*) from iris group by 1, 2 order by 1, 2"

                All endpoints: %4$s/q/swagger-ui"""
                .formatted(centroids(), crosstab(), psqlAddress(), base);
    }

    private String centroids() {
        return table("Centroids      size  sepal length and width, petal length and width", """
                select format('cluster %s    %5s', cluster, size) || '  '
                       || (select string_agg(to_char(value, '90.00000'), ' ' order by position)
                             from unnest(centroid::real[]) with ordinality as e (value, position))
                  from kindred.kmeans_centroids('iris')
                """);
    }

    private String crosstab() {
        return table("%-22s%s".formatted("Species × cluster", clusterNumbers()), """
                select rpad(species, 20) || string_agg(lpad(rows::text, 6), '' order by cluster)
                  from (select species, c.cluster, count(p.*) as rows
                          from (select distinct species from iris) as s
                          cross join kindred.kmeans_centroids('iris') as c
                          left join (select species, kindred.predict_kmeans('iris', features) as cluster from iris) as p
                            using (species, cluster)
                         group by species, c.cluster) as counted
                 group by species order by species
                """);
    }

    private String clusterNumbers() {
        return (String) entityManager.createNativeQuery("""
                select string_agg(lpad(cluster::text, 6), '' order by cluster) from kindred.kmeans_centroids('iris')
                """, String.class).getSingleResult();
    }

    @SuppressWarnings("unchecked") // a native query of one text column
    private String table(String header, String query) {
        List<String> lines = entityManager.createNativeQuery(query, String.class).getResultList();
        return lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n", header + '\n', "\n"));
    }

    private String psqlAddress() {
        URI uri = URI.create(jdbcUrl.substring("jdbc:".length()));
        return String.format(Locale.ROOT, "postgresql://%s@%s:%d%s", databaseUser, uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(), uri.getPath());
    }
}
