package dev.kindred.health;

import java.util.List;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What to mend: all that the findings offer, or these actions. */
@RegisterForReflection
record NewMaintenance(
        @Schema(nullable = true, examples = "true",
                description = "Every `action` of the findings there are now") Boolean all,
        @Size(min = 1, max = 1_000) @Schema(nullable = true, examples = "[\"vacuum:customer\"]",
                description = """
                        As findings name them: `vacuum` or `analyze` and a table, `reindex` or `drop-invalid` and an index; any table \
                        and index of the health answer will do, whether there is a finding or not""") List<@NotBlank String> actions) {}
