package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.kindred.problem.Invalid;

/** What an exported file says of its training is taken over only where it can be. */
class FileMetadataTest {

    private static final Map<String, String> WHOLE = Map.of("metric", "cosine", "algorithm", "minibatch",
            "initialization", "random", "restarts", "3", "maxIterations", "20", "tolerance", "0.01", "seed",
            "-9007199254740993", "weights", "visits", "contentHash", "0123456789abcdef".repeat(4), "engineVersion",
            "1");

    @Test
    void theOptionsAreThoseOfTheFile() {
        FileMetadata metadata = new FileMetadata(WHOLE);

        assertThat(metadata.options("cosine")).isEqualTo(new ModelOptions(-9007199254740993L, "cosine", "minibatch",
                "random", null, 3, 20, 0.01, "visits"));
        assertThat(metadata.contentHash()).isEqualTo("0123456789abcdef".repeat(4));
        assertThat(metadata.engineVersion()).isEqualTo("1");
    }

    @Test
    void aModelThatWasFittedOnASampleStaysSo() {
        Map<String, String> quick = new HashMap<>(WHOLE);
        quick.put("mode", "quick");

        assertThat(new FileMetadata(quick).options("cosine").mode()).isEqualTo("quick");
    }

    @Test
    void ofAFileThatSaysNothingNothingIsKnown() {
        FileMetadata metadata = new FileMetadata(Map.of());

        assertThat(metadata.options("euclidean"))
                .isEqualTo(new ModelOptions(0, "euclidean", null, null, null, null, null, null, null));
        assertThat(metadata.contentHash()).isNull();
        assertThat(metadata.engineVersion()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"algorithm, dbscan", "initialization, ''", "restarts, 0", "restarts, 1e9", "maxIterations, many",
            "tolerance, NaN", "tolerance, -1", "seed, 1.5", "seed, 99999999999999999999", "metric, l1", "mode, slow",
            "contentHash, xyz", "contentHash, ", "restarts, ", "engineVersion, ", "initialization, "})
    void whatCanNotBeIsRefused(String key, String value) {
        Map<String, String> changed = new HashMap<>(WHOLE);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        FileMetadata metadata = new FileMetadata(changed);

        assertThatThrownBy(() -> {
            metadata.options("cosine");
            metadata.contentHash();
            metadata.engineVersion();
        }).isInstanceOf(Invalid.class).hasMessageContaining(key);
    }
}
