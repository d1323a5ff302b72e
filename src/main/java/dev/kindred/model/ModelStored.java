package dev.kindred.model;

/**
 * A version was stored. Fired in the transaction that stores it, under the lock of its name, so that what follows from a
 * version is there with it or not at all.
 *
 * @param labels of the table's rows where the model can't predict them; else null
 */
public record ModelStored(KMeansModel model, ClusterLabels labels) {}
