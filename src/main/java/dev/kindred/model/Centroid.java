package dev.kindred.model;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The centre of one cluster, in the units of the columns, and how many training rows fell into it. */
@Embeddable
public class Centroid {

    @Column(nullable = false)
    @JdbcTypeCode(SqlTypes.VECTOR)
    public float[] centroid;

    @Column(nullable = false)
    public long size;

    protected Centroid() {}

    Centroid(float[] centroid, long size) {
        this.centroid = centroid;
        this.size = size;
    }
}
