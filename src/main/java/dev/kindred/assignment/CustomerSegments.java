package dev.kindred.assignment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import io.agroal.api.AgroalDataSource;

import dev.kindred.assignment.Clusters.Cluster;
import dev.kindred.assignment.CustomerSegment.RunnerUp;
import dev.kindred.assignment.NearestTwo.Found;
import dev.kindred.database.Snapshot;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.model.VectorSource;
import dev.kindred.model.VectorSources;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;
import dev.kindred.recipe.Recipes;

/** Tells where a customer is, computed from the customer as it is now. */
@ApplicationScoped
class CustomerSegments {

    private static final String TABLE = "customer";

    private static final String CHAMPIONS = """
            select m.id
              from model_alias a
              join kmeans_model m on m.name = a.model_name and m.version = a.version
             where a.alias = ?1 and m.table_name = 'customer'
             order by m.name
            """;

    private static final String STORED = """
            select s.id, s.label, s.colour, a.distance
              from assignment a left join segment s on s.id = a.segment_id
             where a.model_id = ? and a.row_key = ?
            """;

    private final EntityManager entityManager;
    private final AgroalDataSource dataSource;
    private final Models models;
    private final VectorSources sources;
    private final Recipes recipes;

    CustomerSegments(EntityManager entityManager, AgroalDataSource dataSource, Models models, VectorSources sources,
            Recipes recipes) {
        this.entityManager = entityManager;
        this.dataSource = dataSource;
        this.models = models;
        this.sources = sources;
        this.recipes = recipes;
    }

    /**
     * By one model, or by all champions over customers where none is named.
     *
     * @throws Conflict if the named model's recipe is no longer what it was, and the customer has no stored label
     */
    List<CustomerSegment> of(long id, String reference) {
        List<KMeansModel> wanted = reference == null ? champions() : List.of(requireCustomers(models.named(reference)));
        return Snapshot.read(dataSource, TABLE, connection -> {
            StoredRow row = row(connection, id);
            // No stream: a failure to read is an SQLException.
            CustomerSegment[] found = new CustomerSegment[wanted.size()];
            for (int i = 0; i < found.length; i++) {
                found[i] = of(connection, id, row, wanted.get(i), reference != null);
            }
            return Arrays.stream(found).filter(Objects::nonNull).toList();
        });
    }

    @SuppressWarnings("unchecked") // of the class named below
    private List<KMeansModel> champions() {
        List<Long> ids = entityManager.createNativeQuery(CHAMPIONS, Long.class).setParameter(1, Models.CHAMPION)
                .getResultList();
        return ids.stream().map(models::findById).toList();
    }

    private static KMeansModel requireCustomers(KMeansModel model) {
        if (!FollowedCustomers.isTable(model.table)) {
            throw new Invalid("Model '%s' version %d is of table '%s', not of customers.".formatted(model.name,
                    model.version, model.table));
        }
        return model;
    }

    private static StoredRow row(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection
                .prepareStatement("select to_jsonb(c)::text from customer c where c.id = ?")) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new NotFound("There is no customer %d.".formatted(id));
                }
                return StoredRow.of(row.getString(1));
            }
        }
    }

    /** A stored label. */
    private record Stored(SegmentName segment, Double distance) {}

    /** Null for a model that can tell nothing, unless it was asked for. */
    private CustomerSegment of(Connection connection, long id, StoredRow row, KMeansModel model, boolean isWanted)
            throws SQLException {
        Stored stored = stored(connection, model, id);
        if (!AssignedModels.predicts(connection, model.id).orElse(true)) {
            return stored == null && !isWanted ? null : label(model, stored);
        }
        try {
            return computed(model, Clusters.of(connection, model), alterable(connection, id, row, model), stored);
        } catch (Conflict outdated) {
            if (stored == null && isWanted) {
                throw outdated;
            }
            return stored == null ? null : label(model, stored);
        }
    }

    private static Stored stored(Connection connection, KMeansModel model, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORED)) {
            statement.setLong(1, model.id);
            statement.setString(2, Long.toString(id));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                Long segment = row.getObject(1, Long.class);
                Float distance = row.getObject(4, Float.class);
                return new Stored(segment == null ? null : new SegmentName(segment, row.getString(2), row.getString(3)),
                        distance == null ? null : distance.doubleValue());
            }
        }
    }

    private static CustomerSegment label(KMeansModel model, Stored stored) {
        return new CustomerSegment(model.name, model.version, stored == null ? null : stored.segment(),
                stored == null ? null : stored.distance(), null, null, null, stored != null);
    }

    /** Empty where the customer has no vector. */
    private Optional<Alterable> alterable(Connection connection, long id, StoredRow row, KMeansModel model)
            throws SQLException {
        VectorSource source = sources.of(model);
        if (model.recipe == null) {
            float[] vector = vector(connection, source, id);
            return vector == null || vector.length != model.dimensions
                    ? Optional.empty()
                    : Optional.of(Alterable.of(model.columns, source.table(), row, vector));
        }
        try {
            return Optional.of(Alterable.of(recipes.version(model.recipe.name(), model.recipe.version()),
                    source.table(), row));
        } catch (Invalid refused) { // by the recipe
            return Optional.empty();
        }
    }

    private static float[] vector(Connection connection, VectorSource source, long id) throws SQLException {
        String query = "select (%s)::real[] from %s where %s.id = ?".formatted(source.vectorExpression(), source.from(),
                VectorSource.ROW);
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getArray(1) != null
                        ? Clusters.floats((Float[]) row.getArray(1).getArray())
                        : null;
            }
        }
    }

    private static CustomerSegment computed(KMeansModel model, Clusters clusters, Optional<Alterable> row,
            Stored stored) {
        if (row.isEmpty()) {
            return new CustomerSegment(model.name, model.version, null, null, null, null, null, false);
        }
        try (NearestTwo nearest = new NearestTwo(clusters)) {
            Found found = nearest.of(row.get().vector());
            if (found.cluster() < 0) {
                return new CustomerSegment(model.name, model.version, null, null, null, null, null, false);
            }
            Cluster home = clusters.items().get(found.cluster());
            return new CustomerSegment(model.name, model.version, home.segment(), found.distance(),
                    runnerUp(clusters, found), isOutlier(home, found.distance()),
                    Flip.of(clusters, nearest, row.get(), found.cluster()).orElse(null),
                    stored != null && Objects.equals(stored.segment(), home.segment()));
        }
    }

    private static RunnerUp runnerUp(Clusters clusters, Found found) {
        return found.runnerUp() < 0
                ? null
                : new RunnerUp(clusters.items().get(found.runnerUp()).segment(), found.runnerUpDistance());
    }

    /** In float32, as it is stored and as {@link Outliers} compares it. */
    private static Boolean isOutlier(Cluster home, double distance) {
        return home.p99Distance() == null ? null : (float) distance > home.p99Distance().floatValue();
    }
}
