package dev.kindred.recall;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.kindred.index.Indexes;
import dev.kindred.index.IndexesChanged;
import dev.kindred.plan.EstimatedPlan;
import dev.kindred.query.Filter;

/**
 * Chooses the way of a search: the cheapest setting of an index that was measured to reach the recall, or comparing all
 * rows that match where that is faster or nothing else will do. What is not stored finds less than was measured: it is
 * searched widely, and never promised a recall of an index.
 */
@ApplicationScoped
public class SearchPlanner {

    /** How long a way is gone before what decided it is looked up again: indexes, calibrations, the filter's rows. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final int MOST_KEPT = 1_000;

    /**
     * A graph's scan takes some 50 times as long for a row as comparing all does (5 to 14 µs to 0.2 µs, of 16 dimensions), and
     * goes through limit / kept rows where the exact one goes through all: so it pays from 50 · limit matching rows on.
     */
    private static final double WORTH_AN_INDEX = 50;

    /** Of the time that comparing all takes, for a search that promises nothing. */
    private static final double WIDEST_SHARE = 0.5;

    private final Indexes indexes;
    private final Calibrations calibrations;
    private final RecallConfig config;
    private final AgroalDataSource dataSource;
    private final Cache<Search, SearchWay> ways = Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST_KEPT)
            .build();

    SearchPlanner(Indexes indexes, Calibrations calibrations, RecallConfig config, AgroalDataSource dataSource) {
        this.indexes = indexes;
        this.calibrations = calibrations;
        this.config = config;
        this.dataSource = dataSource;
    }

    /** Asks the database what it would make of the search's own statement, going that way with that filter. */
    public interface Planner {
        EstimatedPlan plan(Connection connection, SearchWay way, Filter filter) throws SQLException;
    }

    /** The way to go; asked again within seconds, it is the same one. */
    public SearchWay way(Search search, Planner planner) {
        return knownWay(search).orElseGet(() -> {
            SearchWay way = choose(search, planner);
            ways.put(search, way);
            return way;
        });
    }

    /** The way to go, where it was chosen within the last seconds: then nothing is looked up. */
    public Optional<SearchWay> knownWay(Search search) {
        return Optional.ofNullable(ways.getIfPresent(search));
    }

    /** Looks everything up anew for the next search. */
    void forget(@Observes(during = TransactionPhase.AFTER_SUCCESS) IndexesChanged change) {
        ways.invalidateAll();
    }

    private SearchWay choose(Search search, Planner planner) {
        if (search.minRecall() != null && search.minRecall() == 1) {
            return SearchWay.exact(Reason.ASKED);
        }
        if (search.minRecall() != null && !search.isStored()) {
            return SearchWay.exact(Reason.NOT_STORED);
        }
        List<StandingIndex> standing = QuarkusTransaction.joiningExisting().call(() -> standing(search));
        if (standing.isEmpty()) {
            return SearchWay.exact(Reason.NO_INDEX);
        }
        try (Connection connection = dataSource.getConnection()) {
            return standing.stream().anyMatch(it -> it.calibration().isPresent())
                    ? measured(search, standing, connection, planner)
                    : unmeasured(search, standing, connection, planner);
        } catch (SQLException failure) {
            throw new IllegalStateException("The way of a search could not be chosen", failure);
        }
    }

    /** Signs alone find too little to be used unmeasured, and an index of a part of the rows serves only its own filter. */
    private List<StandingIndex> standing(Search search) {
        return indexes.onTable(search.table()).stream()
                .filter(index -> index.valid() && index.condition() == null && Search.COLUMN.equals(index.column()))
                .filter(index -> IndexSearch.serves(index, search.metric()))
                .map(index -> new StandingIndex(index, calibrations.current(index, search.metric().code())))
                .filter(it -> !it.index().isBinary() || it.calibration().isPresent()).toList();
    }

    private SearchWay measured(Search search, List<StandingIndex> standing, Connection connection, Planner planner)
            throws SQLException {
        double kept = Selectivity.of(connection, search.table(), search.filter()).kept();
        MeasuredWays measured = new MeasuredWays(search, kept, standing);
        double minRecall = search.minRecall() == null ? config.minRecall() : search.minRecall();
        double exactMillis = measured.exactMillis() * exactShare(search, connection, planner);
        List<SearchWay> ways = search.isStored()
                ? measured.reaching(minRecall, exactMillis)
                : measured.widest(WIDEST_SHARE * exactMillis);
        for (SearchWay way : ways) {
            if (isUsed(way, search, connection, planner)) {
                return way;
            }
        }
        return SearchWay.exact(ways.isEmpty() ? Reason.FASTER : Reason.PLANNER);
    }

    /** What comparing all rows that match costs of comparing all, where an index on the filter's fields may find them. */
    private static double exactShare(Search search, Connection connection, Planner planner) throws SQLException {
        if (search.filter().isAll()) {
            return 1;
        }
        SearchWay exact = SearchWay.exact(Reason.FASTER);
        return Math.min(1, planner.plan(connection, exact, search.filter()).cost()
                / planner.plan(connection, exact, Filter.ALL).cost());
    }

    private SearchWay unmeasured(Search search, List<StandingIndex> standing, Connection connection, Planner planner)
            throws SQLException {
        if (search.minRecall() != null) {
            return SearchWay.exact(Reason.NOT_MEASURED);
        }
        Selectivity selectivity = Selectivity.of(connection, search.table(), search.filter());
        if (selectivity.matching() < WORTH_AN_INDEX * search.limit()) {
            return SearchWay.exact(Reason.FEW);
        }
        double kept = selectivity.kept();
        for (StandingIndex it : standing) {
            IndexSearch ann = IndexSearch.of(it.index());
            int setting = serverSetting(connection, ann);
            SearchWay way = new SearchWay(ann, setting, search.mode(ann, setting, kept), null, Reason.UNCALIBRATED);
            if (isUsed(way, search, connection, planner)) {
                return way;
            }
        }
        return SearchWay.exact(Reason.PLANNER);
    }

    /** The last word is the planner's: its estimates decide what the statement does. */
    private static boolean isUsed(SearchWay way, Search search, Connection connection, Planner planner)
            throws SQLException {
        return planner.plan(connection, way, search.filter()).indexes().contains(way.index().index());
    }

    /** Unknown to a session that has not used pgvector yet, and then the default, where no other is set for all. */
    private static int serverSetting(Connection connection, IndexSearch ann) throws SQLException {
        try (PreparedStatement statement = connection
                .prepareStatement("select coalesce(current_setting(?, true)::integer, ?)")) {
            statement.setString(1, ann.settingName());
            statement.setInt(2, ann.defaultSetting());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
