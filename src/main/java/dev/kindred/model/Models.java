package dev.kindred.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/** The stored models. */
@ApplicationScoped
public class Models implements PanacheRepository<KMeansModel> {

    /** The alias of the live version, which a bare name stands for. */
    public static final String CHAMPION = "champion";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,99}");
    private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern ALIAS = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    private final Event<ModelStored> stored;

    Models(Event<ModelStored> stored) {
        this.stored = stored;
    }

    /** The name itself where a model can be called so, or {@link Invalid}. */
    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Invalid(
                    "'%s' is no name for a model: up to 100 small letters, digits, _ . and -, a letter or digit "
                            .formatted(name) + "first, such as iris, are right.");
        }
        return name;
    }

    /** That version of that name, or {@link NotFound}. */
    public KMeansModel version(String name, int version) {
        return find("name = ?1 and version = ?2", name, version).firstResultOptional()
                .orElseThrow(() -> noVersion(name, version));
    }

    private static NotFound noVersion(String name, int version) {
        return new NotFound("There is no version %d of a model '%s'.".formatted(version, name));
    }

    /**
     * The model that a reference stands for, or {@link NotFound}: {@code name} for its champion, or its newest version
     * where it has none; {@code name@version}; {@code name@alias}.
     */
    public KMeansModel named(String reference) {
        int at = reference.indexOf('@');
        if (at < 0) {
            return championOrNewest(reference);
        }
        String name = reference.substring(0, at);
        String wanted = reference.substring(at + 1);
        if (VERSION.matcher(wanted).matches()) {
            return version(name, Integer.parseInt(wanted));
        }
        if (!ALIAS.matcher(wanted).matches()) {
            throw new Invalid("'%s' is no model: name, name@version or name@alias, such as iris@3 or iris@champion, "
                    .formatted(reference) + "is right.");
        }
        return aliased(name, wanted).orElseThrow(() -> new NotFound(
                "There is no model '%s', or none of its versions is its %s.".formatted(name, wanted)));
    }

    /** One statement, as in {@code kindred.model_id}: between two, the champion could move and its version be deleted. */
    private KMeansModel championOrNewest(String name) {
        return find("""
                select m from KMeansModel m
                  left join ModelAlias a on a.modelName = m.name and a.version = m.version and a.alias = ?2
                 where m.name = ?1 order by a.alias nulls last, m.version desc""", name, CHAMPION).page(0, 1)
                .firstResultOptional().orElseThrow(() -> new NotFound("There is no model '%s'.".formatted(name)));
    }

    /** The version that an alias of a name points to. */
    public Optional<KMeansModel> aliased(String name, String alias) {
        return find("""
                select m from KMeansModel m join ModelAlias a on a.modelName = m.name and a.version = m.version
                 where a.modelName = ?1 and a.alias = ?2""", name, alias).firstResultOptional();
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

    /** Whether there is that version of that name. */
    public boolean has(String name, int version) {
        return count("name = ?1 and version = ?2", name, version) > 0;
    }

    /** All versions of a name, oldest first, after that one. */
    public List<KMeansModel> versions(String name, int after, int limit) {
        return find("name = ?1 and version > ?2 order by version", name, after).page(0, limit).list();
    }

    /** All versions of all names, oldest first, after that id. */
    List<KMeansModel> page(long after, int limit) {
        return find("id > ?1 order by id", after).page(0, limit).list();
    }

    /**
     * Of the bytes that are stored now, in hexadecimal; computed by the database, which has them at hand. {@link NotFound}
     * where the version was deleted meanwhile.
     */
    String hashOfStoredBytes(KMeansModel model) {
        List<?> hashes = getEntityManager()
                .createNativeQuery("select encode(sha256(model), 'hex') from kmeans_model where id = ?1", String.class)
                .setParameter(1, model.id).getResultList();
        if (hashes.isEmpty()) {
            throw noVersion(model.name, model.version);
        }
        return (String) hashes.get(0);
    }

    /**
     * Keeps others from storing, deleting or pointing to versions of a name until the current transaction ends. Whatever
     * decides by what versions there are takes it first.
     */
    public void lock(String name) {
        getEntityManager().createNativeQuery("select pg_advisory_xact_lock(hashtextextended(?1, 0))", Object.class)
                .setParameter(1, "kindred model " + name).getResultList();
    }

    /**
     * Stores a model as the next version of its name and tells {@link ModelStored}'s observers in the same transaction.
     * The lock gives two trainings that end together different versions.
     *
     * @param labels of the table's rows where the model can't predict them, else null
     */
    @Transactional
    KMeansModel store(KMeansModel model, ClusterLabels labels) {
        long start = System.nanoTime();
        lock(model.name);
        model.version = 1 + lastVersion(model.name);
        if (model.options.startedFrom() != null && !keep(model.options.startedFrom())) {
            model.options = model.options.withoutStart(); // deleted during the training; the row forgets it as others do
        }
        persistAndFlush(model);
        model.lineage = model.lineage.stored((System.nanoTime() - start) / 1e9);
        getEntityManager().createNativeQuery("update kmeans_model set store_seconds = ?1 where id = ?2")
                .setParameter(1, model.lineage.storeSeconds()).setParameter(2, model.id).executeUpdate();
        stored.fire(new ModelStored(model, labels));
        return model;
    }

    /** Keeps a model from being deleted until the transaction ends; false where it is gone already. */
    private boolean keep(long id) {
        return !getEntityManager()
                .createNativeQuery("select id from kmeans_model where id = ?1 for key share", Long.class)
                .setParameter(1, id).getResultList().isEmpty();
    }

    /** The highest that the name has ever had, of versions since deleted too, so that a number means one version for ever. */
    private int lastVersion(String name) {
        List<?> last = getEntityManager()
                .createNativeQuery("select last_version from model_name where name = ?1", Integer.class)
                .setParameter(1, name).getResultList();
        return last.isEmpty() ? 0 : (Integer) last.get(0);
    }
}
