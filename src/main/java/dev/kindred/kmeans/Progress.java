package dev.kindred.kmeans;

/** Hears how a run gets on. Calls may come from several threads, one at a time per restart; they should return at once. */
@FunctionalInterface
public interface Progress {

    /** Hears nothing. */
    Progress SILENT = (restart, iteration, inertia, moved) -> {
    };

    /**
     * An iteration has ended.
     *
     * @param restart which start, from 1; 0 for the final run over all rows
     * @param iteration which iteration of it, from 1
     * @param inertia the inertia of the rows it works on about the new centroids, in squared original units
     * @param moved the share of these rows, 0 to 1, that changed their cluster
     */
    void iteration(int restart, int iteration, double inertia, double moved);
}
