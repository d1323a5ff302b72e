package dev.kindred.audience;

import java.util.List;

import dev.kindred.job.JobSnapshot;
import dev.kindred.neighbor.Metric;

/** Ranks candidates: score = distance to the ones to be like − weight × distance to the ones not to be like. */
interface Ranker {

    /**
     * What several contests have in common.
     *
     * @param candidates SQL condition over a row {@code c} of customer, with no parameters
     * @param unlike     null where there are none
     * @param weight     of the distance to these
     */
    record Rules(String candidates, Vectors unlike, double weight, Metric metric) {}

    /** One ranking for each contest, all from the same snapshot. */
    List<Ranking> rank(JobSnapshot snapshot, Rules rules, List<Contest> contests);
}
