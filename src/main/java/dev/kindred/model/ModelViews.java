package dev.kindred.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;

import dev.kindred.page.Page;

/** Shows models together with their aliases and tags, which change while the models don't. */
@ApplicationScoped
public class ModelViews {

    // Both at once, so that a list costs one statement more and not one for each model.
    private static final String MARKS = """
            select m.id, a.alias as name, null as value
              from model_alias a join kmeans_model m on m.name = a.model_name and m.version = a.version
             where m.id in (?1)
            union all
            select t.model_id, t.tag, t.value from model_tag t where t.model_id in (?1)
             order by 1, 2
            """;

    private final EntityManager entities;

    ModelViews(EntityManager entities) {
        this.entities = entities;
    }

    /** What points to a version, and what was noted of it. */
    private static final class Marks {
        private final List<String> aliases = new ArrayList<>();
        private final Map<String, String> tags = new LinkedHashMap<>();
    }

    /** One model. */
    public ModelView of(KMeansModel model) {
        return of(List.of(model)).get(0);
    }

    /**
     * A page of models.
     *
     * @param models at most {@code limit}; as many mean that there may be more
     * @param order  what they are ordered by
     */
    public Page<ModelView> page(List<KMeansModel> models, int limit, ToLongFunction<KMeansModel> order) {
        Map<Long, ModelView> views = of(models).stream().collect(Collectors.toMap(ModelView::id, view -> view));
        return Page.of(models, limit, model -> views.get(model.id), order);
    }

    private List<ModelView> of(List<KMeansModel> models) {
        Map<Long, Marks> marks = marks(models.stream().map(model -> model.id).toList());
        return models.stream().map(model -> {
            Marks own = marks.getOrDefault(model.id, new Marks());
            return ModelView.of(model, own.aliases, own.tags);
        }).toList();
    }

    @SuppressWarnings("unchecked") // of the class named below
    private Map<Long, Marks> marks(List<Long> ids) {
        Map<Long, Marks> marks = new HashMap<>();
        if (ids.isEmpty()) {
            return marks;
        }
        List<Tuple> rows = entities.createNativeQuery(MARKS, Tuple.class).setParameter(1, ids).getResultList();
        for (Tuple row : rows) {
            Marks own = marks.computeIfAbsent(((Number) row.get(0)).longValue(), id -> new Marks());
            if (row.get(2) == null) {
                own.aliases.add((String) row.get(1));
            } else {
                own.tags.put((String) row.get(1), (String) row.get(2));
            }
        }
        return marks;
    }
}
