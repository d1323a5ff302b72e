package dev.kindred.segment;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.database.Snapshot;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.VectorSource;
import dev.kindred.model.VectorSources;
import dev.kindred.plan.PlanLog;
import dev.kindred.recipe.Element;
import dev.kindred.vector.VectorBlocks;

/** Describes the segments of a version by the rows of its table: one pass over them in one snapshot. */
@ApplicationScoped
class Cards {

    private final AgroalDataSource dataSource;
    private final VectorSources sources;
    private final Segments segments;

    Cards(AgroalDataSource dataSource, VectorSources sources, Segments segments) {
        this.dataSource = dataSource;
        this.sources = sources;
        this.segments = segments;
    }

    /** What one snapshot has shown. */
    private record Seen(List<Segment> segments, Map<Long, Double> stability, long missing) {}

    /**
     * The cards.
     *
     * @param outcome name of a column or attribute; null for none
     * @throws dev.kindred.problem.Conflict if the model predicts nothing, or its recipe is no longer what it was
     * @throws dev.kindred.problem.Invalid  if the outcome is none
     */
    CardReport of(KMeansModel model, String outcome, PlanLog plans) {
        model.requirePredictor();
        VectorSource source = sources.of(model);
        Outcome wanted = outcome == null ? null : Outcome.parse(outcome, source.table());
        boolean hasKey = !source.table().primaryKey().isEmpty();
        try (CardPass pass = new CardPass(model, hasKey ? 1 : 0, wanted == null ? 0 : hasKey ? 2 : 1)) {
            Seen seen = Snapshot.read(dataSource, source.table().quoted(), connection -> {
                String query = query(connection, source, hasKey, wanted);
                plans.explain("rows", connection, query);
                long missing = VectorBlocks.read(connection, query, model.dimensions, pass);
                return new Seen(segments.of(connection, model.id), segments.stability(connection, model.id), missing);
            });
            if (wanted != null) {
                wanted.check(pass.everyone.rows(), pass.known(), pass.noShares, pass.noNumbers);
            }
            return report(model, wanted, pass, seen);
        }
    }

    private String query(Connection connection, VectorSource source, boolean hasKey, Outcome outcome)
            throws SQLException {
        return "select %s%s%s from %s".formatted(sources.expression(connection, source),
                hasKey ? ", " + source.rowKey() : "", outcome == null ? "" : ", " + outcome.expression(connection),
                source.from());
    }

    private CardReport report(KMeansModel model, Outcome outcome, CardPass pass, Seen seen) {
        List<Element> elements = sources.elements(model);
        Function<float[], Map<String, Object>> originalUnits = sources.originalUnits(model);
        Population everyone = pass.everyone.rows() == 0
                ? Population.of(model.centroids, model.dimensions)
                : pass.everyone.population();
        boolean hasUnits = sources.hasUnits(model);
        Map<String, Object> everyoneInUnits = hasUnits ? originalUnits.apply(floats(everyone.mean())) : Map.of();
        Set<String> defaults = new HashSet<>();
        List<Card> cards = new ArrayList<>();
        for (Segment segment : seen.segments) {
            CardPass.Group group = pass.groups[segment.cluster()];
            float[] centre = model.centroids.get(segment.cluster()).centroid;
            float[] mean = group.rows == 0 ? centre : mean(group, model.dimensions);
            Map<String, Object> here = hasUnits ? originalUnits.apply(mean) : Map.of();
            List<Trait> traits = Trait.all(elements, everyone, group.rows == 0 ? j -> centre[j] : group::mean);
            String defaultLabel = DefaultLabel.of(traits, here, segment.cluster(), defaults);
            defaults.add(defaultLabel);
            Double stability = seen.stability.get(segment.id());
            cards.add(new Card(segment.id(), segment.label(), segment.labelEdited(), defaultLabel, segment.colour(),
                    segment.cluster(), group.rows,
                    pass.everyone.rows() == 0 ? null : (double) group.rows / pass.everyone.rows(),
                    originalUnits.apply(centre),
                    group.rows == 0 ? List.of() : Difference.of(traits, here, everyoneInUnits), medoids(group),
                    boundary(group, seen.segments), stability == null ? null : Steadiness.of(stability),
                    outcome == null ? null : rate(group, pass)));
        }
        return new CardReport(model.name, model.version, model.table, pass.everyone.rows(),
                seen.missing + pass.withoutDirection, outcome == null
                        ? null
                        : new CardReport.Overall(outcome.name(), pass.known(),
                                pass.known() == 0 ? null : (Double) pass.rate()),
                cards);
    }

    private static float[] mean(CardPass.Group group, int dimensions) {
        float[] mean = new float[dimensions];
        for (int j = 0; j < dimensions; j++) {
            mean[j] = (float) group.mean(j);
        }
        return mean;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int j = 0; j < values.length; j++) {
            floats[j] = (float) values[j];
        }
        return floats;
    }

    private static List<Card.Medoid> medoids(CardPass.Group group) {
        return group.medoids.rows().stream().map(row -> new Card.Medoid(text(row.key()), row.distance())).toList();
    }

    private static List<Card.Boundary> boundary(CardPass.Group group, List<Segment> segments) {
        return group.boundary.rows().stream().map(row -> {
            Segment neighbour = segments.get(row.runnerUp());
            return new Card.Boundary(text(row.key()), row.distance(), neighbour.id(), neighbour.label(),
                    row.runnerUpDistance());
        }).toList();
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    private static Card.Rate rate(CardPass.Group group, CardPass pass) {
        if (group.known == 0) {
            return new Card.Rate(0, null, null, null);
        }
        double rate = group.outcomes / group.known;
        long higher = Arrays.stream(pass.groups)
                .filter(other -> other.known > 0 && other.outcomes / other.known > rate).count();
        return new Card.Rate(group.known, rate, pass.rate() == 0 ? null : (Double) (rate / pass.rate()),
                (int) higher + 1);
    }
}
