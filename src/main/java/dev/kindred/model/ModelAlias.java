package dev.kindred.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

/** Which version an alias of a name points to; written by SQL only, see the package registry. */
@Entity
@Immutable
@Table(name = "model_alias")
@IdClass(ModelAlias.Key.class)
class ModelAlias {

    @Id
    String modelName;

    @Id
    String alias;

    /** Null where the alias was taken away. */
    Integer version;

    /** What there is one row of. */
    record Key(String modelName, String alias) {}
}
