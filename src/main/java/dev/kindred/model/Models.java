package dev.kindred.model;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** The stored models. */
@ApplicationScoped
public class Models implements PanacheRepository<KMeansModel> {

    /** The newest version of that name, or {@link NotFound}. */
    KMeansModel newest(String name) {
        return find("name = ?1 order by version desc", name).page(0, 1).firstResultOptional()
                .orElseThrow(() -> new NotFound("There is no model '%s'.".formatted(name)));
    }

    /** That version of that name, or {@link NotFound}. */
    KMeansModel version(String name, int version) {
        return find("name = ?1 and version = ?2", name, version).firstResultOptional()
                .orElseThrow(() -> new NotFound("There is no version %d of a model '%s'.".formatted(version, name)));
    }

    /** The model that {@code name} (its newest version) or {@code name@version} stands for, or {@link NotFound}. */
    KMeansModel named(String reference) {
        int at = reference.indexOf('@');
        if (at < 0) {
            return newest(reference);
        }
        String version = reference.substring(at + 1);
        if (!version.matches("[1-9]\\d{0,8}")) {
            throw new Invalid("'%s' is no model: name or name@version, such as iris@3, is right.".formatted(reference));
        }
        return version(reference.substring(0, at), Integer.parseInt(version));
    }

    /**
     * The centroids of a model as the start of another.
     *
     * @param recipe    that the centroids are of; null for plain columns
     * @param centroids k × d, row-major
     */
    record Start(long modelId, int clusters, RecipeVersion recipe, float[] centroids) {

        static Start of(KMeansModel model) {
            float[] values = new float[model.clusters * model.dimensions];
            for (int cluster = 0; cluster < model.clusters; cluster++) {
                System.arraycopy(model.centroids.get(cluster).centroid, 0, values, cluster * model.dimensions,
                        model.dimensions);
            }
            return new Start(model.id, model.clusters, model.recipe, values);
        }
    }

    @Transactional
    Start start(String reference) {
        return Start.of(named(reference));
    }

    @Transactional
    Start start(long id) {
        return Start.of(findByIdOptional(id).orElseThrow(() -> new NotFound(
                "There is no model with id %d any more.".formatted(id))));
    }

    /** Whether any version of that name exists. */
    public boolean has(String name) {
        return count("name", name) > 0;
    }

    /** All versions of all names, oldest first, after that id. */
    List<KMeansModel> page(long after, int limit) {
        return find("id > ?1 order by id", after).page(0, limit).list();
    }

    /** Of the bytes that are stored now, in hexadecimal; computed by the database, which has them at hand. */
    String hashOfStoredBytes(KMeansModel model) {
        return (String) getEntityManager()
                .createNativeQuery("select encode(sha256(model), 'hex') from kmeans_model where id = ?1", String.class)
                .setParameter(1, model.id).getSingleResult();
    }

    /**
     * Stores a model as the next version of its name. A lock on the name, held until the transaction ends, gives two
     * trainings that end together different versions.
     */
    @Transactional
    KMeansModel store(KMeansModel model) {
        long start = System.nanoTime();
        getEntityManager().createNativeQuery("select pg_advisory_xact_lock(hashtextextended(?1, 0))", Object.class)
                .setParameter(1, "kindred model " + model.name).getResultList();
        model.version = 1 + Optional.ofNullable(getEntityManager()
                .createQuery("select max(version) from KMeansModel where name = ?1", Integer.class)
                .setParameter(1, model.name).getSingleResult()).orElse(0);
        persistAndFlush(model);
        model.lineage = model.lineage.stored((System.nanoTime() - start) / 1e9);
        getEntityManager().createNativeQuery("update kmeans_model set store_seconds = ?1 where id = ?2")
                .setParameter(1, model.lineage.storeSeconds()).setParameter(2, model.id).executeUpdate();
        return model;
    }
}
