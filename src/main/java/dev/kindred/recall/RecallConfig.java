package dev.kindred.recall;

import java.time.Duration;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What searches by vector indexes find, and when that is measured. */
@ConfigMapping(prefix = "kindred.recall")
interface RecallConfig {

    /** The recall of searches that ask for none, where the index is calibrated. */
    @WithDefault("0.95")
    @DecimalMin(value = "0", inclusive = false)
    @DecimalMax("1")
    double minRecall();

    /**
     * When all indexes of changed tables are calibrated again, as cron (seconds first); "off" for never. Its default is in
     * application.properties, as that of {@link #every()}.
     */
    String nightly();

    /** How often to look for indexes without calibration, or of tables that have changed much; "off" for never. */
    String every();

    /** So many changes, as a share of the rows, make a calibration due before the night. */
    @WithDefault("0.1")
    @DecimalMin(value = "0", inclusive = false)
    double changedShare();

    /**
     * Rows whose neighbours are looked for, of each second one behind filters too; and nine times as many with the limit 10
     * and no filter. A standard error of the recall of 0.005 around 0.95 takes 200 to 400.
     */
    @WithDefault("400")
    @Min(50)
    int queries();

    /**
     * When to stop before all queries are done, which large tables do; half of it is for those without filter. At least 50
     * are done however long they take.
     */
    @WithDefault("5m")
    Duration budget();
}
