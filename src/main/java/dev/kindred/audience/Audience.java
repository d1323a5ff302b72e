package dev.kindred.audience;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** A stored audience without its members. Immutable here, because {@link AudienceStore} writes it together with them. */
@Entity
@Immutable
public class Audience extends PanacheEntityBase {

    @Id
    public long id;

    public String name;

    @JdbcTypeCode(SqlTypes.JSON)
    public NewAudience definition;

    public int size;

    public String recipeHash;

    @JdbcTypeCode(SqlTypes.JSON)
    public AudienceReport report;

    public Instant createdAt;

    public Instant computedAt;
}
