package dev.kindred.model;

/** The clusters of a table's rows as a training found them, for models that have no predictor. */
public interface ClusterLabels {

    /** Number of rows. */
    int rows();

    /** The primary key of a row as text, as {@link VectorSource#rowKey()} writes it. */
    String key(int row);

    /** From 0; -1 for noise. */
    int cluster(int row);

    /** From the centre of its cluster; NaN for noise. */
    double distance(int row);
}
