package dev.kindred.recall;

import java.util.Locale;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How a search finds its rows.
 *
 * @param index          null where all rows are compared
 * @param setting        of the index: hnsw.ef_search or ivfflat.probes
 * @param expectedRecall as it was measured; null where it was not
 */
public record SearchWay(IndexSearch index, Integer setting, Mode mode, Double expectedRecall, Reason reason) {

    /** How, in a word. */
    public enum Mode {
        /** The graph's nearest candidates. */
        HNSW,
        /** The nearest lists. */
        IVFFLAT,
        /** The index, further and further until enough rows match. */
        ITERATIVE,
        /** All rows that match. */
        EXACT;

        final String code = name().toLowerCase(Locale.ROOT);
    }

    /** All rows that match are compared. */
    public static SearchWay exact(Reason reason) {
        return new SearchWay(null, null, Mode.EXACT, 1.0, reason);
    }

    public boolean isExact() {
        return index == null;
    }

    /** Whether the statement has to set the setting; else the server's own holds. */
    public boolean isSet() {
        return reason == Reason.CALIBRATED || reason == Reason.WIDEST;
    }

    /** As clients see it. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Search", description = "How the neighbours were found")
    public record View(
            @Schema(examples = "hnsw",
                    description = "hnsw or ivfflat: one look into the index; iterative: the index, further and "
                            + "further until enough rows match; exact: all rows that match compared") String mode,
            @Schema(examples = "customer_embedding_hnsw_l2", nullable = true) String index,
            @Schema(examples = "80", nullable = true) Integer efSearch,
            @Schema(examples = "8", nullable = true) Integer probes,
            @Schema(examples = "0.985", nullable = true,
                    description = "Share of the true nearest rows, as the last calibration "
                            + "measured it with stored rows; absent where the index is not calibrated, and for what is not stored") Double expectedRecall,
            @Schema(examples = "the cheapest setting that reaches the recall, by what was measured") String reason) {}

    /** As clients see it. */
    public View view() {
        if (isExact()) {
            return new View(mode.code, null, null, null, expectedRecall, reason.words());
        }
        return new View(mode.code, index.index(), index.isHnsw() ? setting : null, index.isHnsw() ? null : setting,
                expectedRecall, reason.words());
    }
}
