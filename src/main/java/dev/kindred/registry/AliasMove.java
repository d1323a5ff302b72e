package dev.kindred.registry;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** One move of an alias. Written by a trigger whenever the table of aliases changes, and never changed. */
@Entity
@Immutable
@Table(name = "model_alias_history")
class AliasMove extends PanacheEntityBase {

    @Id
    Long id;

    String modelName;

    String alias;

    /** Where the alias points since; null where it was taken away. */
    Integer version;

    String reason;

    String changedBy;

    Instant changedAt;

    /** Of a rollback: the move whose version it brought back. Else null. */
    Long restores;
}
