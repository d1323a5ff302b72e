package dev.kindred.neighbor;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/**
 * The nearest rows of an entity, closest first, in one round trip. The order is the bare distance operator, ascending,
 * with a limit: the only form that pgvector's indexes serve.
 *
 * @param <N> the record that a row becomes; its components are the selected fields and, last, the distance
 */
public final class NearestQuery<N extends Neighbor> {

    private static final String BY_VALUE = """
            select %1$s, %2$s(e.%3$s, ?1) as distance from %4$s e order by %2$s(e.%3$s, ?1)""";
    private static final String BY_ROW = """
            select %1$s, %2$s(e.%3$s, (select q.%3$s from %4$s q where q.id = ?1)) as distance from %4$s e
             where e.id <> ?1 order by %2$s(e.%3$s, (select q.%3$s from %4$s q where q.id = ?1))""";

    private final PanacheRepository<?> rows;
    private final String entity;
    private final String vector;
    private final String fields;
    private final Class<N> type;

    /**
     * Describes a search.
     *
     * @param rows   the entity's repository
     * @param entity its name in HQL
     * @param vector its vector attribute
     * @param fields what to select of a row {@code e}, in HQL
     */
    public NearestQuery(PanacheRepository<?> rows, String entity, String vector, String fields, Class<N> type) {
        this.rows = rows;
        this.entity = entity;
        this.vector = vector;
        this.fields = fields;
        this.type = type;
    }

    /**
     * The rows nearest to a vector.
     *
     * @throws Invalid if the metric is cosine and the vector all-zero
     */
    public List<N> nearest(float[] query, Metric metric, int limit) {
        if (metric == Metric.COSINE && isZero(query)) {
            throw noDirection();
        }
        // Without the cast, the array would be taken for the list of all parameters.
        return withDistance(rows.find(hql(BY_VALUE, metric), (Object) query).page(0, limit).project(type).list());
    }

    /**
     * The rows nearest to a stored row, never the row itself.
     *
     * @throws NotFound if there is no such row
     * @throws Invalid  if the metric is cosine and the row's vector all-zero
     */
    public List<N> nearestTo(Object id, Metric metric, int limit) {
        List<N> near = withDistance(rows.find(hql(BY_ROW, metric), id).page(0, limit).project(type).list());
        if (near.isEmpty()) {
            explainEmpty(id, metric);
        }
        return near;
    }

    /** No row, no vector and no direction all look the same from outside, so the reason is asked for only then. */
    private void explainEmpty(Object id, Metric metric) {
        float[] stored = rows.getEntityManager()
                .createQuery("select e.%s from %s e where e.id = ?1".formatted(vector, entity), float[].class)
                .setParameter(1, id).getResultStream().findFirst()
                .orElseThrow(() -> new NotFound("There is no %s %s.".formatted(entity.toLowerCase(Locale.ROOT), id)));
        if (metric == Metric.COSINE && isZero(stored)) {
            throw noDirection();
        }
    }

    private String hql(String template, Metric metric) {
        return template.formatted(fields, metric.hqlFunction(), vector, entity);
    }

    private static boolean isZero(float[] query) {
        for (float element : query) {
            if (element != 0) {
                return false;
            }
        }
        return true;
    }

    private static Invalid noDirection() {
        return new Invalid("An all-zero vector has no direction, so nothing is near to it under cosine; ask for l2 or "
                + "l1 instead.");
    }

    /**
     * All-zero rows have no cosine distance, and an unknown row gives none at all. PostgreSQL sorts NaN and NULL last, so
     * that dropping them shortens no answer. An index may give the rows in relaxed order.
     */
    private List<N> withDistance(List<N> found) {
        return found.stream().filter(neighbor -> neighbor.distance() != null && !neighbor.distance().isNaN())
                .sorted(Comparator.comparing(Neighbor::distance)).toList();
    }
}
