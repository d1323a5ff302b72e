package dev.kindred.recall;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A measurement, as clients see it. */
@RegisterForReflection
@Schema(name = "Calibration")
record CalibrationView(@Schema(examples = "12") long id,
        @Schema(examples = "l2", description = "By which the true neighbours were found") String metric,
        Instant calibratedAt, @Schema(examples = "100000", description = "In the index's table") long rows,
        @Schema(examples = "200", description = "Rows whose ten neighbours were looked for without filter") int queries,
        @Schema(examples = "41.2") double seconds,
        @Schema(description = "By share kept, limit and setting") List<RecallPoint> points) {

    static CalibrationView of(Calibration calibration) {
        return new CalibrationView(calibration.id, calibration.metric, calibration.calibratedAt, calibration.rowCount,
                calibration.queryCount, calibration.seconds, calibration.points);
    }
}
