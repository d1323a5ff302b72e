package dev.kindred.model;

import java.time.Instant;
import java.util.List;

import jakarta.persistence.Basic;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;

import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import dev.kindred.problem.Conflict;

/** One trained k-means, or another clustering of a table's rows. Written once, never changed. */
@Entity
@Immutable
@Table(name = "kmeans_model")
public class KMeansModel extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String name;

    /** Counts from 1 within the name. */
    public int version;

    @Column(name = "table_name")
    public String table;

    /** What made the vectors; null for plain columns. */
    @Embedded
    public RecipeVersion recipe;

    /**
     * Names in the order of a vector's elements, of columns or of a recipe's positions; the one vector column's name where
     * there is one.
     */
    public List<String> columns;

    public int clusters;

    public int dimensions;

    @Embedded
    public ModelOptions options;

    public long rows;

    public long skippedRows;

    /** Of {@link #rows} those that are in no cluster; k-means leaves none out. */
    public long noiseRows;

    public double inertia;

    public int iterations;

    /** From reading the first row to the finished model, without storing it. */
    public double seconds;

    @Embedded
    public Quality quality;

    @Embedded
    public Lineage lineage;

    /** Null where one number of clusters was asked for. */
    @JdbcTypeCode(SqlTypes.JSON)
    public Sweep sweep;

    /**
     * The predictor as an ONNX file; null where the algorithm has none. Lazy, so that listing models does not move their
     * bytes: {@link #hasPredictor()} asks the hash.
     */
    @Basic(fetch = FetchType.LAZY)
    public byte[] model;

    /** Of {@link #model}, in hexadecimal. */
    public String sha256;

    @CreationTimestamp
    public Instant createdAt;

    /** By cluster: the same centroids as in {@link #model}, or the means of the clusters' rows; readable and usable from SQL; the position is the cluster's number. */
    @ElementCollection
    @CollectionTable(name = "kmeans_centroid", joinColumns = @JoinColumn(name = "model_id"))
    @OrderColumn(name = "cluster")
    public List<Centroid> centroids;

    /** Whether it compares directions, and else straight distances. */
    public boolean isCosine() {
        return "cosine".equals(options.metric());
    }

    /** Whether it can say of any row where it belongs. */
    public boolean hasPredictor() {
        return sha256 != null;
    }

    /** {@link Conflict} that says why and what to do where {@link #hasPredictor()} is false. */
    public void requirePredictor() {
        if (!hasPredictor()) {
            throw new Conflict(
                    ("Model '%s' version %d was made by %s, which labels the rows that it was given and can't "
                            + "predict others. Read their labels in the table assignment, where model_id is %d; or train k-means, "
                            + "for example with startFrom this model.")
                            .formatted(name, version, options.algorithm(), id));
        }
    }
}
