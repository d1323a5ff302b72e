package dev.kindred.customer;

import java.util.Map;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.kindred.problem.Storable;
import dev.kindred.recipe.RowValues;

/** What a client tells of a customer. Everything may be left out. */
@Schema(name = "CustomerProfile")
public record CustomerProfile(
        @Size(min = 1, max = 100) @Pattern(regexp = "(?s)(.*\\S.*)?", message = "must not be blank") @Storable
        @Schema(examples = "crm-4711",
                description = "The customer's key in the system it comes from; unique") String externalId,
        @Min(0) @Max(150) @Schema(examples = "34", description = "In years") Integer age,
        @DecimalMin("-1e15") @DecimalMax("1e15")
        @Schema(examples = "52000", description = "A year, in one currency for all customers") Double income,
        @Schema(examples = "true") Boolean isActive,
        @Size(min = 1, max = 40) @Storable @Schema(examples = "female",
                description = "`female`, `male` or anything else, which counts as one group") String gender,
        @Storable @Schema(examples = "{\"plan\": \"pro\"}",
                description = "Whatever else is known; part of the vector where the recipe says so") Map<String, Object> attributes)
        implements
            RowValues {

    @Override
    public Object column(String name) {
        return switch (name) {
            case "age" -> age;
            case "income" -> income;
            case "is_active" -> isActive;
            case "gender" -> gender;
            default -> throw new IllegalArgumentException("a profile has no column " + name);
        };
    }

    @Override
    public Object attribute(String key) {
        return attributes == null ? null : attributes.get(key);
    }
}
