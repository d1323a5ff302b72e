package dev.kindred.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

/** The history of all aliases. Moves of one alias have rising ids, since they wait for each other. */
@ApplicationScoped
class AliasMoves implements PanacheRepository<AliasMove> {

    /** The newest move of an alias, which says what is so now. */
    Optional<AliasMove> last(String name, String alias) {
        return find("modelName = ?1 and alias = ?2 order by id desc", name, alias).page(0, 1).firstResultOptional();
    }

    /** The newest at a time. */
    Optional<AliasMove> lastAt(String name, String alias, Instant at) {
        return find("modelName = ?1 and alias = ?2 and changedAt <= ?3 order by id desc", name, alias, at).page(0, 1)
                .firstResultOptional();
    }

    Optional<AliasMove> first(String name, String alias) {
        return find("modelName = ?1 and alias = ?2 order by id", name, alias).page(0, 1).firstResultOptional();
    }

    /** Oldest first. */
    List<AliasMove> all(String name, String alias) {
        return list("modelName = ?1 and alias = ?2 order by id", name, alias);
    }

    /** Oldest first, after that id. */
    List<AliasMove> page(String name, String alias, long after, int limit) {
        return find("modelName = ?1 and alias = ?2 and id > ?3 order by id", name, alias, after).page(0, limit).list();
    }

    /** The newest move of each alias of a name that points somewhere, by alias. */
    List<AliasMove> current(String name) {
        return list("""
                id in (select max(m.id) from AliasMove m where m.modelName = ?1 group by m.alias)
                   and version is not null order by alias""", name);
    }

    boolean has(String name) {
        return count("modelName", name) > 0;
    }
}
