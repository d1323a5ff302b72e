package dev.kindred.assignment;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;

import dev.kindred.customer.CustomersChanged;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.model.VectorSource;
import dev.kindred.model.VectorSources;
import dev.kindred.problem.KindredException;

/** Gives customers that were written their labels in the same transaction, by every model that their table is assigned by. */
@ApplicationScoped
class FollowedCustomers {

    private static final String TABLE = "customer";

    private static final String MODELS = """
            select a.model_id, a.predicts, a.assigned_at is not null as is_assigned, j.id as job_id
              from assigned_model a
              join kmeans_model m on m.id = a.model_id and m.table_name = 'customer'
              left join job j on j.id = a.job_id and j.state in ('queued', 'running')
             order by a.model_id
            """;

    private static final String NOTE = "insert into assignment_late (job_id, customer_id) select %d, * from (%s) as changed";

    private static final String REMOVE = """
            delete from assignment a using (%2$s) as changed (id)
             where a.model_id = %1$d and a.row_key = changed.id::text
               and not exists (select from customer c where c.id = changed.id)
            """;

    // One statement, so that the vectors are made once. An all-zero vector has no direction and so no cosine.
    private static final String LABEL = """
            with changed as materialized (select distinct id from (%2$s) as changed (id)),
            made as materialized (select r.id, %3$s as point from %4$s where r.id in (select id from changed)),
            known as materialized (select id, case when vector_dims(point) = %5$d then %6$s end as point from made),
            label as materialized (
                select k.id::text as row_key, m.segment_id, n.distance
                  from known k
                 cross join lateral (select c.cluster, c.centroid <-> k.point as distance
                                       from kmeans_centroid c where c.model_id = %1$d order by distance, c.cluster limit 1) as n
                  join model_segment m on m.model_id = %1$d and m.cluster = n.cluster
                 where k.point is not null),
            gone as (
                delete from assignment a using changed
                 where a.model_id = %1$d and a.row_key = changed.id::text
                   and not exists (select from label where label.row_key = a.row_key))
            insert into assignment as a (model_id, row_key, segment_id, distance)
            select %1$d, row_key, segment_id, %7$s from label
            on conflict (model_id, row_key) do update set segment_id = excluded.segment_id, distance = excluded.distance
             where (a.segment_id, a.distance) is distinct from (excluded.segment_id, excluded.distance)
            """;

    private final AgroalDataSource dataSource;
    private final Models models;
    private final VectorSources sources;

    FollowedCustomers(AgroalDataSource dataSource, Models models, VectorSources sources) {
        this.dataSource = dataSource;
        this.models = models;
        this.sources = sources;
    }

    /** Whether it is the table whose rows are followed. */
    static boolean isTable(String name) {
        return name.equals(TABLE);
    }

    /** @param jobId of an unfinished job that labels all customers; null where there is none */
    private record Following(long modelId, boolean predicts, boolean isAssigned, Long jobId) {}

    @Transactional(TxType.MANDATORY)
    void follow(@Observes CustomersChanged changed) {
        try (Connection connection = dataSource.getConnection()) {
            WriterGate.pass(connection);
            for (Following model : following(connection)) {
                if (model.jobId() != null) {
                    execute(connection, NOTE.formatted(model.jobId(), changed.ids()));
                }
                if (model.isAssigned() && model.predicts()) {
                    label(connection, models.findById(model.modelId()), changed.ids());
                } else if (model.isAssigned()) {
                    execute(connection, REMOVE.formatted(model.modelId(), changed.ids()));
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The customers' segments could not be written", failure);
        }
    }

    private static List<Following> following(Connection connection) throws SQLException {
        List<Following> models = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(MODELS)) {
            while (row.next()) {
                models.add(new Following(row.getLong("model_id"), row.getBoolean("predicts"),
                        row.getBoolean("is_assigned"), row.getObject("job_id", Long.class)));
            }
        }
        return models;
    }

    /**
     * Labels some customers as they are now in the connection's transaction; who has no vector any more, or is none, loses
     * the label. Models of a recipe that is no longer what it was keep the labels they have.
     *
     * @param ids as {@link CustomersChanged#ids()}
     */
    void label(Connection connection, KMeansModel model, String ids) throws SQLException {
        String expression;
        VectorSource source;
        try {
            source = sources.of(model);
            expression = sources.expression(connection, source);
        } catch (KindredException outdated) { // no reason to refuse a customer
            Log.debugf("model=%s version=%d labels no customers any more: %s", model.name, model.version,
                    outdated.getMessage());
            execute(connection, REMOVE.formatted(model.id, ids));
            return;
        }
        boolean isCosine = model.isCosine();
        execute(connection, LABEL.formatted(model.id, ids, expression, source.from(), model.dimensions,
                isCosine ? "case when vector_norm(point) > 0 then l2_normalize(point) end" : "point",
                isCosine ? "distance * distance / 2" : "distance"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
