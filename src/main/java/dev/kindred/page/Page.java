package dev.kindred.page;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A part of a list in the order of its ids (keyset paging: a page costs the same however deep it lies, and rows that come
 * or go do not shift it).
 *
 * @param next the value of {@code after} for the following page, which may be empty; absent where there is none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items,
        @Schema(nullable = true, examples = "200",
                description = "The value of `after` for the next page, which may be empty; absent where there is none") Long next) {

    /**
     * Makes a page of rows.
     *
     * @param rows  at most {@code limit}; as many mean that there may be more
     * @param view  what clients see of a row
     * @param id    what the rows are ordered by
     */
    public static <R, T> Page<T> of(List<R> rows, int limit, Function<R, T> view, ToLongFunction<R> id) {
        Long next = rows.size() < limit ? null : id.applyAsLong(rows.get(rows.size() - 1));
        return new Page<>(rows.stream().map(view).toList(), next);
    }
}
