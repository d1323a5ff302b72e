package dev.kindred.transfer;

import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An upload that waits to be brought in: the parameters of its job. They hold names of columns, but no values of rows.
 *
 * @param number           of the upload
 * @param staged           rows in its staging table
 * @param rejected         rows left out so far
 * @param maxRejects       with one more, nothing is imported
 * @param dryRun           only report what it would do
 * @param attributeColumns attributes of which the file has a value for every row, be it the unknown one
 * @param ignoredColumns   of the file, which Kindred fills by itself
 */
@RegisterForReflection
record ImportOrder(@Min(1) long number, @Min(0) long staged, @Min(0) long rejected,
        @Min(0) @Max(ImportRejects.MOST) int maxRejects, boolean dryRun, @NotNull List<String> attributeColumns,
        @NotNull List<String> ignoredColumns) {}
