package dev.kindred.customer;

import java.time.Instant;
import java.util.Map;

import jakarta.persistence.Basic;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;

import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.type.SqlTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

import dev.kindred.recipe.Recipe;

/** A customer and its vector. */
@Entity
public class Customer extends PanacheEntityBase {

    /**
     * From the sequence behind the identity column. Were the id left to the insert, the driver would ask for all columns
     * back, and a prepared statement that returns the vector breaks when its width changes.
     */
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "customer")
    @SequenceGenerator(name = "customer", sequenceName = "customer_id_seq", allocationSize = 1)
    public Long id;

    /** The customer's key in the system it comes from; unique where there is one. */
    public String externalId;

    public Integer age;

    public Double income;

    public Boolean isActive;

    public String gender;

    /** Whatever else is known. */
    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, Object> attributes;

    /**
     * What the active recipe makes of the columns above; set whenever one of them is. Its width is the recipe's. Lazy,
     * since nobody reads it here, and because a prepared statement that selects it breaks when the width changes.
     */
    @JdbcTypeCode(SqlTypes.VECTOR)
    @Basic(fetch = FetchType.LAZY)
    public float[] embedding;

    @CreationTimestamp
    public Instant createdAt;

    @UpdateTimestamp
    public Instant updatedAt;

    /** Takes over a profile and the vector that the recipe makes of it, which never go apart. */
    void describe(CustomerProfile profile, Recipe recipe) {
        externalId = profile.externalId();
        age = profile.age();
        income = profile.income();
        isActive = profile.isActive();
        gender = profile.gender();
        attributes = profile.attributes() == null ? Map.of() : profile.attributes();
        embedding = recipe.encode(profile);
    }
}
