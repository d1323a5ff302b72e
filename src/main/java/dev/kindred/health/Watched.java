package dev.kindred.health;

import java.util.HashSet;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManagerFactory;

import org.hibernate.engine.spi.SessionFactoryImplementor;

import dev.kindred.catalog.Catalog;

/** Which tables Kindred looks after: those open to users, those of its data sets, and its own. */
@ApplicationScoped
class Watched {

    private final Catalog catalog;
    private final EntityManagerFactory entities;

    Watched(Catalog catalog, EntityManagerFactory entities) {
        this.catalog = catalog;
        this.entities = entities;
    }

    /** Names as users write them; {@code *} stands for every one. */
    String[] tables() {
        Set<String> names = new HashSet<>(catalog.openTables());
        names.addAll(Catalog.ownTables());
        // A data set has an entity, so a new one is found here by itself.
        entities.unwrap(SessionFactoryImplementor.class).getMappingMetamodel()
                .forEachEntityDescriptor(entity -> names.add(entity.getMappedTableDetails().getTableName()));
        return names.toArray(String[]::new);
    }
}
