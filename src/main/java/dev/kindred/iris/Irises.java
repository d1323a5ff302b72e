package dev.kindred.iris;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

import dev.kindred.neighbor.Metric;
import dev.kindred.neighbor.NearestQuery;

/** The stored flowers. */
@ApplicationScoped
class Irises implements PanacheRepository<Iris> {

    private final NearestQuery<SimilarIris> nearest = new NearestQuery<>(this, "Iris", "features",
            "e.id, e.sepalLength, e.sepalWidth, e.petalLength, e.petalWidth, e.species", SimilarIris.class);

    List<Iris> page(long after, int limit) {
        return find("id > ?1 order by id", after).page(0, limit).list();
    }

    List<SimilarIris> nearestTo(long id, Metric metric, int limit) {
        return nearest.nearestTo(id, metric, limit);
    }
}
