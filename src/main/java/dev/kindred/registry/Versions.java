package dev.kindred.registry;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.hibernate.exception.ConstraintViolationException;

import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.NotFound;

/** What may be done to a stored version: notes on it can change, and it can be deleted while nothing points to it. */
@ApplicationScoped
class Versions {

    private static final int MOST_TAGS = 100;

    private static final String SET_TAG = """
            insert into model_tag (model_id, tag, value) values (?1, ?2, ?3)
                on conflict (model_id, tag) do update set value = excluded.value
            """;

    private final Models models;
    private final EntityManager entities;

    Versions(Models models, EntityManager entities) {
        this.models = models;
        this.entities = entities;
    }

    /** Of a name, oldest first, after that version; {@link NotFound} where there is none at all. */
    List<KMeansModel> page(String name, int after, int limit) {
        Aliases.requirePlain(name);
        if (!models.has(name)) {
            throw new NotFound("There is no model '%s'.".formatted(name));
        }
        return models.versions(name, after, limit);
    }

    /**
     * Deletes a version with all that belongs to it alone. Its number is never given again.
     *
     * @throws NotFound if there is no such version
     * @throws Conflict if an alias points to it
     */
    @Transactional
    void remove(String name, int version) {
        KMeansModel model = locked(name, version);
        List<?> aliases = entities.createNativeQuery(
                "select alias from model_alias where model_name = ?1 and version = ?2 order by alias", String.class)
                .setParameter(1, name).setParameter(2, version).getResultList();
        if (!aliases.isEmpty()) {
            throw inUse(model, "%s".formatted(aliases));
        }
        try {
            entities.createNativeQuery("delete from kmeans_model where id = ?1").setParameter(1, model.id)
                    .executeUpdate();
        } catch (ConstraintViolationException pointedTo) {
            throw inUse(model, "(set just now)"); // by SQL, which knows nothing of the lock
        }
    }

    private static Conflict inUse(KMeansModel model, String aliases) {
        return new Conflict("Version %d of model '%s' can't be deleted while an alias points to it: %s. Move it first."
                .formatted(model.version, model.name, aliases));
    }

    /**
     * Notes something of a version, in the place of what was noted under that tag.
     *
     * @throws NotFound if there is no such version
     * @throws Conflict if it has too many tags
     */
    @Transactional
    void tag(String name, int version, String tag, String value) {
        KMeansModel model = locked(name, version);
        long others = ((Number) entities
                .createNativeQuery("select count(*) from model_tag where model_id = ?1 and tag <> ?2", Long.class)
                .setParameter(1, model.id).setParameter(2, tag).getSingleResult()).longValue();
        if (others >= MOST_TAGS) {
            throw new Conflict("Version %d of model '%s' has %d tags already, which is the most; remove one first."
                    .formatted(version, name, MOST_TAGS));
        }
        entities.createNativeQuery(SET_TAG).setParameter(1, model.id).setParameter(2, tag).setParameter(3, value)
                .executeUpdate();
    }

    /** Removes what was noted under a tag; {@link NotFound} where nothing was. */
    @Transactional
    void removeTag(String name, int version, String tag) {
        KMeansModel model = locked(name, version);
        int removed = entities.createNativeQuery("delete from model_tag where model_id = ?1 and tag = ?2")
                .setParameter(1, model.id).setParameter(2, tag).executeUpdate();
        if (removed == 0) {
            throw new NotFound("Version %d of model '%s' has no tag '%s'.".formatted(version, name, tag));
        }
    }

    private KMeansModel locked(String name, int version) {
        Aliases.requirePlain(name);
        models.lock(name);
        return models.version(name, version);
    }
}
