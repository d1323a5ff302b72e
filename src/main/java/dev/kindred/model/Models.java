package dev.kindred.model;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

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
        getEntityManager().createNativeQuery("select pg_advisory_xact_lock(hashtextextended(?1, 0))", Object.class)
                .setParameter(1, "kindred model " + model.name).getResultList();
        model.version = 1 + Optional.ofNullable(getEntityManager()
                .createQuery("select max(version) from KMeansModel where name = ?1", Integer.class)
                .setParameter(1, model.name).getSingleResult()).orElse(0);
        persist(model);
        return model;
    }
}
