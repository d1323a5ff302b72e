package dev.kindred.audience;

import java.util.List;
import java.util.stream.Stream;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.problem.Invalid;
import dev.kindred.problem.Storable;

/** Some customers, named in exactly one of three ways. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "CustomerSelection", description = "Exactly one of `ids`, `externalIds` and `filter`")
public record Selection(
        @Size(max = MOST_LISTED) @Schema(examples = "[17, 42]") List<@NotNull Long> ids,
        @Size(max = MOST_LISTED) @Schema(examples = "[\"crm-4711\"]") List<@NotNull @Storable String> externalIds,
        @Schema(examples = "is_active==true and income>=50000", description = "RSQL over customers") String filter) {

    static final int MOST_LISTED = 10_000;

    /**
     * Refuses what names no customer, or names them in two ways.
     *
     * @param field where it stands in the request
     */
    void check(String field) {
        if (Stream.of(ids, externalIds, filter).filter(form -> form != null).count() != 1) {
            throw new Invalid("%s must have exactly one of ids, externalIds and filter.".formatted(field));
        }
        if (ids != null && ids.isEmpty() || externalIds != null && externalIds.isEmpty()) {
            throw new Invalid("%s.%s is empty; name at least one customer.".formatted(field,
                    ids != null ? "ids" : "externalIds"));
        }
        if (filter != null && filter.isBlank()) {
            throw new Invalid("%s.filter is blank and would mean every customer; write a condition."
                    .formatted(field));
        }
    }
}
