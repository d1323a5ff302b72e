package dev.kindred.recall;

import java.time.Instant;
import java.util.List;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Generated;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import dev.kindred.index.StoredIndex;

/** What searches by an index were measured to find, once. */
@Entity
@Immutable
@Table(name = "recall_calibration")
public class Calibration extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String indexName;

    /** A rebuilt index has another. */
    public long indexOid;

    public String definition;

    /** By which the true neighbours were found. */
    public String metric;

    public long rowCount;

    /** Rows ever changed in the table, by PostgreSQL's statistics. */
    public long changeCount;

    public int queryCount;

    public double seconds;

    @JdbcTypeCode(SqlTypes.JSON)
    public List<RecallPoint> points;

    @Generated
    public Instant calibratedAt;

    /** Whether the index is still the one that was measured. */
    boolean isOf(StoredIndex index) {
        return indexOid == index.oid() && definition.equals(index.definition());
    }
}
