package dev.kindred.profile;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.Array;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.hibernate.vector.SparseFloatVector;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** What a customer cares about and buys, in the three kinds of vectors beside the customer's dense one. */
@Entity
public class BuyingProfile extends PanacheEntityBase {

    static final int TOPICS = 64;
    static final int PRODUCTS = 1_000;
    static final int STYLES = 8;

    @Id
    public long customerId;

    /** A bit a topic: topic 0 is the highest bit of the first byte. */
    @JdbcTypeCode(SqlTypes.VECTOR_BINARY)
    @Array(length = TOPICS)
    public byte[] interests;

    /**
     * The amount spent a product; most are zero and take no room. Null for somebody who has bought nothing: Hibernate 7.2
     * can't write a sparse vector of zeros only, and none has a cosine.
     */
    @JdbcTypeCode(SqlTypes.SPARSE_VECTOR_FLOAT32)
    @Array(length = PRODUCTS)
    public SparseFloatVector purchases;

    /** Scores from 0 to 1, for which the three digits of two-byte floats do. */
    @JdbcTypeCode(SqlTypes.VECTOR_FLOAT16)
    @Array(length = STYLES)
    public float[] taste;
}
