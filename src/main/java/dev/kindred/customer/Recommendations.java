package dev.kindred.customer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;

import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;
import dev.kindred.query.Filter;
import dev.kindred.recipe.Recipe;

/** What customers like this one have and it lacks. */
@ApplicationScoped
class Recommendations {

    private final SimilarSearch search;
    private final AgroalDataSource dataSource;
    private final ObjectMapper json;

    Recommendations(SimilarSearch search, AgroalDataSource dataSource, ObjectMapper json) {
        this.search = search;
        this.dataSource = dataSource;
        this.json = json;
    }

    /**
     * Recommendations for a customer.
     *
     * @param items         best first
     * @param neighbors     whom they are taken from
     * @param withAttribute how many of these have a value there
     * @param recipe        what made the vectors
     */
    record Recommended(List<Recommendation> items, int neighbors, int withAttribute, Recipe recipe) {}

    /**
     * Ranks what the nearest customers (l2) have in a set-valued attribute: an array of texts, or one text. Anything else
     * there counts as nothing.
     *
     * @throws NotFound if there is no such customer
     * @throws Invalid  if no attribute is named, or numbers are out of range
     */
    Recommended of(long id, String attribute, int neighbors, int limit) {
        requireName(attribute);
        SimilarOptions.requireLimit("neighbors", neighbors);
        SimilarOptions.requireLimit("limit", limit);
        Set<String> owned = owned(id, attribute);
        SimilarRows found = search.nearest(new Origin.Stored(id), new SimilarOptions(Metric.L2, neighbors, null,
                Filter.ALL, new Shown.Attribute(attribute), null, false));
        Recommendation.Ranking ranking = new Recommendation.Ranking();
        int withAttribute = 0;
        for (SimilarRow row : found.neighbors()) {
            Set<String> values = set(((Shown.Attribute.Value) row.shown()).stored());
            withAttribute += values.isEmpty() ? 0 : 1;
            ranking.add(row.distance(), values);
        }
        return new Recommended(ranking.best(limit, owned), found.neighbors().size(), withAttribute, found.recipe());
    }

    private static void requireName(String attribute) {
        if (attribute == null || attribute.isEmpty() || attribute.indexOf('\0') >= 0) {
            throw new Invalid("Query parameter 'attribute' must name an attribute of the customers, for example "
                    + "attribute=products.");
        }
    }

    private Set<String> owned(long id, String attribute) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection
                        .prepareStatement("select attributes -> cast(? as text) from customer where id = ?")) {
            statement.setString(1, attribute);
            statement.setLong(2, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw Customers.unknown(id);
                }
                return set(row.getString(1));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The customer could not be read", failure);
        }
    }

    private Set<String> set(String stored) {
        Set<String> values = new HashSet<>();
        if (stored != null) {
            JsonNode value = read(stored);
            if (value.isTextual()) {
                values.add(value.textValue());
            }
            for (JsonNode element : value) {
                if (value.isArray() && element.isTextual()) {
                    values.add(element.textValue());
                }
            }
        }
        return values;
    }

    private JsonNode read(String stored) {
        try {
            return json.readTree(stored);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A jsonb value is no JSON", impossible);
        }
    }
}
