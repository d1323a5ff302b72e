package dev.kindred.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

import dev.kindred.EveryTable;

/** Which type, kind and metric go together. */
@QuarkusTest
@TestProfile(EveryTable.class)
class IndexPairsTest extends IndexTestSupport {

    private static final int DIMENSIONS = 128;

    /** Column, storage, kind, metric; and the order by that the index is to serve, of a query q. */
    private static final List<String[]> PAIRS = List.of(
            new String[]{"v", "vector", "hnsw", "l2", "v <-> q.v"},
            new String[]{"v", "vector", "hnsw", "cosine", "v <=> q.v"},
            new String[]{"v", "vector", "hnsw", "inner_product", "v <#> q.v"},
            new String[]{"v", "vector", "hnsw", "l1", "v <+> q.v"},
            new String[]{"v", "vector", "ivfflat", "l2", "v <-> q.v"},
            new String[]{"v", "vector", "ivfflat", "cosine", "v <=> q.v"},
            new String[]{"v", "vector", "ivfflat", "inner_product", "v <#> q.v"},
            new String[]{"v", "halfvec", "hnsw", "l2", "v::halfvec(128) <-> q.h"},
            new String[]{"v", "halfvec", "hnsw", "cosine", "v::halfvec(128) <=> q.h"},
            new String[]{"v", "halfvec", "hnsw", "inner_product", "v::halfvec(128) <#> q.h"},
            new String[]{"v", "halfvec", "hnsw", "l1", "v::halfvec(128) <+> q.h"},
            new String[]{"v", "halfvec", "ivfflat", "l2", "v::halfvec(128) <-> q.h"},
            new String[]{"v", "halfvec", "ivfflat", "cosine", "v::halfvec(128) <=> q.h"},
            new String[]{"v", "halfvec", "ivfflat", "inner_product", "v::halfvec(128) <#> q.h"},
            new String[]{"v", "binary", "hnsw", "hamming", "binary_quantize(v)::bit(128) <~> q.b"},
            new String[]{"v", "binary", "ivfflat", "hamming", "binary_quantize(v)::bit(128) <~> q.b"},
            new String[]{"h", "halfvec", "hnsw", "l2", "h <-> q.h"},
            new String[]{"h", "halfvec", "hnsw", "cosine", "h <=> q.h"},
            new String[]{"h", "halfvec", "hnsw", "inner_product", "h <#> q.h"},
            new String[]{"h", "halfvec", "hnsw", "l1", "h <+> q.h"},
            new String[]{"h", "halfvec", "ivfflat", "l2", "h <-> q.h"},
            new String[]{"h", "halfvec", "ivfflat", "cosine", "h <=> q.h"},
            new String[]{"h", "halfvec", "ivfflat", "inner_product", "h <#> q.h"},
            new String[]{"h", "binary", "hnsw", "hamming", "binary_quantize(h)::bit(128) <~> q.b"},
            new String[]{"h", "binary", "ivfflat", "hamming", "binary_quantize(h)::bit(128) <~> q.b"},
            new String[]{"b", "bit", "hnsw", "hamming", "b <~> q.b"},
            new String[]{"b", "bit", "hnsw", "jaccard", "b <%> q.b"},
            new String[]{"b", "bit", "ivfflat", "hamming", "b <~> q.b"},
            new String[]{"s", "sparsevec", "hnsw", "l2", "s <-> q.s"},
            new String[]{"s", "sparsevec", "hnsw", "cosine", "s <=> q.s"},
            new String[]{"s", "sparsevec", "hnsw", "inner_product", "s <#> q.s"},
            new String[]{"s", "sparsevec", "hnsw", "l1", "s <+> q.s"});

    @BeforeEach
    void makeRows() {
        makeTable("paired", 300, DIMENSIONS);
    }

    @AfterEach
    void clean() {
        database.execute("drop table if exists paired, wide");
    }

    @Test
    void everyValidPairBuildsAndIsUsed() {
        for (String[] pair : PAIRS) {
            JsonPath answer = built(Map.of("table", "paired", "column", pair[0], "storage", pair[1], "kind", pair[2],
                    "metric", pair[3]));
            String name = answer.getString("index.name");
            assertThat(answer.getBoolean("index.valid")).isTrue();
            assertThat(answer.getString("index.storage")).isEqualTo(pair[1]);
            assertThat(answer.getString("index.metric")).isEqualTo(pair[3]);
            assertThat(explained(pair[4])).as(name).contains("Index Scan using %s ".formatted(name));
            drop(name);
        }
    }

    /** The plan where an index is the only way but one that the planner is told to avoid; q is a row of constants. */
    private String explained(String order) {
        String constants = order;
        for (String column : List.of("v", "h", "b", "s")) {
            String type = database.value(
                    "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'paired'::regclass and attname = '"
                            + column + "'");
            constants = constants.replace("q." + column, "'%s'::%s"
                    .formatted(database.value("select %s::text from paired where id = 7".formatted(column)), type));
        }
        return String.join("\n", database.explain(
                "select id from paired order by %s limit 5".formatted(constants)));
    }

    @Test
    void everyOtherPairIsRefusedWithWhatWouldServe() {
        Set<String> valid = new HashSet<>();
        PAIRS.forEach(pair -> valid.add(String.join(" ", pair[0], pair[1], pair[2], pair[3])));
        int refused = 0;
        for (String column : List.of("v", "h", "b", "s")) {
            for (Storage storage : Storage.values()) {
                for (IndexKind kind : IndexKind.values()) {
                    for (IndexMetric metric : IndexMetric.values()) {
                        if (!valid.contains(
                                String.join(" ", column, storage.code(), kind.code(), metric.code()))) {
                            String detail = refusal(plan(Map.of("table", "paired", "column", column, "storage",
                                    storage.code(), "kind", kind.code(), "metric", metric.code())), 422);
                            assertThat(detail).containsAnyOf("of that type there are", "it can as",
                                    "ask for metric hamming");
                            refused++;
                        }
                    }
                }
            }
        }
        assertThat(refused).isEqualTo(4 * 5 * 2 * 6 - PAIRS.size());
    }

    @Test
    void aRefusalNamesAllThatServes() {
        assertThat(refusal(plan(Map.of("table", "paired", "column", "s", "kind", "ivfflat", "metric", "l2")), 422))
                .isEqualTo("No ivfflat index orders values of type sparsevec by l2; of that type there are "
                        + "hnsw by l2, cosine, inner_product, l1.");
        assertThat(refusal(plan(Map.of("table", "paired", "column", "b", "kind", "ivfflat", "metric", "jaccard")), 422))
                .isEqualTo("No ivfflat index orders values of type bit by jaccard; of that type there are "
                        + "hnsw by hamming, jaccard; ivfflat by hamming.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "vector(2001) | vector | ask for storage halfvec (up to 4,000), storage binary (up to 64,000), or store a part",
            "vector(4001) | halfvec | ask for storage binary (up to 64,000), or store a part",
            "halfvec(4001) | halfvec | ask for storage binary (up to 64,000), or store a part",
            "bit(64001) | bit | store a part",
            "vector(127) | binary | too few for storage binary",
            "vector | vector | does not say its dimensions",
            "text | vector | an index can be on vector(n), halfvec(n), bit(n) or sparsevec(n)",
            "bit varying(8) | bit | an index can be on"})
    void aColumnThatCannotBeIndexedIsRefusedWithAdvice(String type, String storage, String advice) {
        database.execute("create table wide (value %s)".formatted(type));
        String metric = storage.equals("bit") || storage.equals("binary") ? "hamming" : "l2";
        assertThat(refusal(plan(Map.of("table", "wide", "column", "value", "kind", "hnsw", "metric", metric, "storage",
                storage)), 422)).contains(advice);
    }

    @Test
    void halvesAndSignsTakeWiderVectorsThanFloats() {
        database.execute("create table wide (value vector(2001))",
                "insert into wide select array_fill(i, array[2001])::vector from generate_series(1, 5) as i");
        assertThat(built(Map.of("table", "wide", "column", "value", "kind", "hnsw", "metric", "l2", "storage",
                "halfvec")).getString("index.expression")).isEqualTo("(value::halfvec(2001))");
        assertThat(built(Map.of("table", "wide", "column", "value", "kind", "hnsw", "storage", "binary"))
                .getString("index.metric")).isEqualTo("hamming");
    }
}
