package dev.kindred.model;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The centre of one cluster, in the units of the columns or encoded by the recipe, and what the training rows in it are like. */
@Embeddable
public class Centroid {

    @Column(nullable = false)
    @JdbcTypeCode(SqlTypes.VECTOR)
    public float[] centroid;

    @Column(nullable = false)
    public long size;

    /** Of the cluster's rows from the centroid; null where it has none. */
    public Double meanDistance;

    /** The distance that 99 % of the cluster's rows do not pass; null where it has none. */
    public Double p99Distance;

    protected Centroid() {}

    Centroid(float[] centroid, long size, Double meanDistance, Double p99Distance) {
        this.centroid = centroid;
        this.size = size;
        this.meanDistance = meanDistance;
        this.p99Distance = p99Distance;
    }
}
