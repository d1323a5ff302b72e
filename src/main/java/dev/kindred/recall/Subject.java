package dev.kindred.recall;

import java.util.List;

import dev.kindred.catalog.SourceTable;
import dev.kindred.index.StoredIndex;
import dev.kindred.neighbor.Metric;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.Unsuitable;
import dev.kindred.recall.RowFilter.Sort;

/**
 * What is calibrated: an index, by a metric. The SQL is of one table without alias, since the index's own expression names
 * its columns so.
 *
 * @param operator of the metric, between the column and a vector
 */
record Subject(StoredIndex index, IndexSearch search, String metric, String operator) {

    /** The most neighbours that any search may ask for. */
    static final int MOST = 1_000;

    /**
     * An index and the metric of the answers.
     *
     * @param metric null for the index's own, or for cosine where it holds only signs
     * @throws Invalid    if the index orders by another metric, or there is none of that name
     * @throws Conflict   if the index is not valid
     * @throws Unsuitable if it is on more than one column's value
     */
    static Subject of(StoredIndex index, String metric) {
        if (!index.valid()) {
            throw new Conflict(
                    "Index '%s' is not valid, so nothing is searched by it; POST /api/indexes/%s/rebuild first."
                            .formatted(index.name(), index.name()));
        }
        if (index.column() == null) {
            throw new Unsuitable(
                    "Index '%s' is on an expression of no vector column, so there is no exact answer to compare with."
                            .formatted(index.name()));
        }
        if (index.isBinary()) {
            Metric of = metric == null ? Metric.COSINE : Metric.parse(metric);
            return new Subject(index, IndexSearch.of(index), of.code(), of.operator());
        }
        if (metric != null && !metric.equals(index.metric())) {
            throw new Invalid("Index '%s' orders by %s, not by '%s'; leave the metric out.".formatted(index.name(),
                    index.metric(), metric));
        }
        return new Subject(index, IndexSearch.of(index), index.metric(), index.operator());
    }

    /** How many rows are indexed. */
    String count() {
        return "(select count(*) from %s where %s)".formatted(index.quotedTable(), indexed());
    }

    /** Rows by chance; three placeholders: seed, count, and how many to skip. */
    String sample() {
        return "select cast(ctid as text), cast(%s as text) from %s where %s order by hashtidextended(ctid, ?) limit ? offset ?"
                .formatted(column(), index.quotedTable(), indexed());
    }

    /** By which sorts its rows can be filtered. */
    List<Sort> sorts() {
        return isDense()
                ? List.of(Sort.NONE, Sort.CHANCE, Sort.REGION, Sort.SIDE)
                : List.of(Sort.NONE, Sort.CHANCE, Sort.REGION);
    }

    /** Whether a row's vector is a number for each dimension. */
    boolean isDense() {
        return index.columnType().startsWith("vector") || index.columnType().startsWith("halfvec");
    }

    /** What a sort of filter measures the rows by, against a bound vector. */
    private String measure(Sort sort) {
        return sort == Sort.SIDE ? column() + " <#> " + vector() : distance();
    }

    /** Within what a part of the rows is; one row for each share of them. Two placeholders: shares and vector. */
    String bounds(Sort sort, double percent) {
        return """
                select unnest(percentile_disc(cast(? as float8[])) within group (order by measure))
                  from (select %s as measure from %s tablesample system (%s) where %s) as sample
                 where measure <> 'NaN'""".formatted(measure(sort), index.quotedTable(), percent, indexed());
    }

    /** The distances of the truly nearest rows; a sum is no operator that an index knows. */
    String exact(RowFilter filter) {
        return "%s order by distance limit %d".formatted(rows(filter, '(' + distance() + ") + 0"), MOST);
    }

    /** All vectors, as single precision, and the places of their rows. */
    String vectors() {
        return "select cast(%s as vector), ctid from %s where %s".formatted(column(), index.quotedTable(), indexed());
    }

    /** Distances from a vector of rows by their places; placeholders: vector, places, the place not to count. */
    String distances() {
        return ("select %s as distance from %s where ctid = any (cast(cast(? as text[]) as tid[])) and ctid <> cast(? as tid)"
                + " order by distance").formatted(distance(), index.quotedTable());
    }

    /** The distances of the rows that the index finds. */
    String nearest(RowFilter filter, int limit, int setting) {
        if (!search.reranked()) {
            return "%s order by distance limit %d".formatted(rows(filter, distance()), limit);
        }
        return "select distance from (%s order by %s limit %d) as candidate order by distance limit %d".formatted(
                rows(filter, distance()), search.orderBy(vector()), search.candidates(limit, setting), limit);
    }

    private String rows(RowFilter filter, String distance) {
        return "select %s as distance from %s where %s and ctid <> cast(? as tid)%s".formatted(distance,
                index.quotedTable(), indexed(), filter.sql(measure(filter.sort())));
    }

    private String distance() {
        return column() + ' ' + operator + ' ' + vector();
    }

    private String vector() {
        return "cast(? as %s)".formatted(index.columnType());
    }

    private String column() {
        return SourceTable.quote(index.column());
    }

    private String indexed() {
        return column() + " is not null" + (index.condition() == null ? "" : " and (" + index.condition() + ')');
    }
}
