package dev.kindred.model;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What training a stored model once more has shown.
 *
 * @param reasons why something does not match; empty where all does
 */
@RegisterForReflection
public record Verification(
        @Schema(examples = "iris") String model,
        @Schema(examples = "1") int version,
        @Schema(description = "Whether the table's rows are those of the training") boolean dataMatches,
        @Schema(description = "Whether the same bytes came out as are stored") boolean bytesMatch,
        List<String> reasons) {

    static Verification of(KMeansModel stored, String hashOfStoredBytes, KMeansModel again) {
        boolean dataMatches = stored.lineage.contentHash().equals(again.lineage.contentHash());
        List<String> reasons = new ArrayList<>();
        if (!dataMatches) {
            reasons.add(
                    "The rows of table '%s' have changed: %d were trained on and %d skipped, now there are %d and %d."
                            .formatted(stored.table, stored.rows, stored.skippedRows, again.rows, again.skippedRows));
        }
        if (!stored.lineage.engineVersion().equals(again.lineage.engineVersion())) {
            reasons.add("The engine has changed from version %s to %s.".formatted(stored.lineage.engineVersion(),
                    again.lineage.engineVersion()));
        }
        if (!hashOfStoredBytes.equals(stored.sha256)) {
            reasons.add("The stored bytes are corrupted: their SHA-256 is not the one recorded at training.");
        }
        boolean bytesMatch = hashOfStoredBytes.equals(again.sha256);
        if (!bytesMatch && reasons.isEmpty()) {
            reasons.add(
                    "The same rows and options gave other bytes; it was trained on JVM %s with kernel %s, now on %s "
                            .formatted(stored.lineage.jvm(), stored.lineage.kernel(), again.lineage.jvm())
                            + "with kernel " + again.lineage.kernel() + ".");
        }
        return new Verification(stored.name, stored.version, dataMatches, bytesMatch, reasons);
    }
}
