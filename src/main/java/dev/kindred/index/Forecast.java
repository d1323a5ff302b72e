package dev.kindred.index;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a build will take, said before it starts. */
@RegisterForReflection
record Forecast(
        @Schema(examples = "9700000", description = "Memory that the whole build needs") long memoryBytes,
        @Schema(examples = "67108864", description = "The server's own setting") long serverMaintenanceWorkMemBytes,
        @Schema(examples = "67108864", description = "What the build is given") long maintenanceWorkMemBytes,
        @Schema(description = "Whether the build fits into what it is given") boolean fitsInMemory,
        @Schema(examples = "8193024", description = "Size of the finished index") long diskBytes,
        @Schema(examples = "12", description = "Rough: it varies with machine, data and load") double seconds,
        @Schema(description = "The same by constants alone") double uncorrectedSeconds,
        @Schema(description = "Earlier builds of this database that the time was corrected by") int correctedBy,
        @Schema(description = "What to mind, in words") List<String> advice) {

    /** Past the memory each row is inserted into pages on disk, which takes that much longer. */
    private static final int SLOWER_ON_DISK = 4;

    static Forecast of(Footprint footprint, long rows, BuildTime time, BuildTime.Correction correction,
            long serverSetting, long limit) {
        long wanted = footprint.maintenanceWorkMem();
        long given = Math.max(serverSetting, Math.min(limit, wanted));
        boolean fits = wanted <= given;
        double share = fits ? 1 : (double) given / wanted;
        double seconds = time.seconds() * (share + (1 - share) * SLOWER_ON_DISK);
        List<String> advice = new ArrayList<>();
        if (!fits) {
            advice.add(
                    """
                            The build fits into memory for about %,d of %,d rows only and then takes several times as long a row; \
                            raise kindred.index.maintenance-work-mem to %dM where the database server has that memory."""
                            .formatted(
                                    Math.round(share * rows), rows, (wanted >> 20) + 1));
        }
        return new Forecast(footprint.memory(), serverSetting, given, fits, footprint.disk(),
                rounded(seconds * correction.factor()), rounded(seconds), correction.builds(), advice);
    }

    private static double rounded(double seconds) {
        return Math.ceil(seconds * 10) / 10;
    }
}
