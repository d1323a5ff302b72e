package dev.kindred.registry;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.kindred.model.Models;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;
import dev.kindred.problem.NotFound;

/**
 * Movable names for versions. All moves within a name wait for each other, so that each is decided by what is there and
 * the history's times never run backwards.
 */
@ApplicationScoped
class Aliases {

    private static final Pattern ALIAS = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    private static final String MOVE = """
            insert into model_alias (model_name, alias, version, reason, changed_by, restores)
            values (?1, ?2, ?3, ?4, ?5, ?6)
                on conflict (model_name, alias) do update
               set version = excluded.version, reason = excluded.reason, changed_by = excluded.changed_by,
                   restores = excluded.restores
            """;

    private final Models models;
    private final AliasMoves moves;
    private final EntityManager entities;

    Aliases(Models models, AliasMoves moves, EntityManager entities) {
        this.models = models;
        this.moves = moves;
        this.entities = entities;
    }

    /**
     * Who moves an alias, and why.
     *
     * @param reason null where none was given
     */
    record Cause(String by, String reason) {}

    /**
     * Has an alias point to a version. Where it does so already, for the same reason by the same hand, nothing happens.
     *
     * @throws NotFound if there is no such version
     */
    @Transactional
    AliasMove put(String name, String alias, int version, Cause cause) {
        lock(name, alias);
        models.version(name, version);
        Optional<AliasMove> last = moves.last(name, alias);
        boolean isSame = last.isPresent() && Objects.equals(last.get().version, version)
                && last.get().changedBy.equals(cause.by()) && Objects.equals(last.get().reason, cause.reason());
        return isSame ? last.get() : move(name, alias, version, cause, null);
    }

    /** Takes an alias away; {@link NotFound} where it points nowhere. */
    @Transactional
    void remove(String name, String alias, Cause cause) {
        lock(name, alias);
        current(name, alias);
        move(name, alias, null, cause, null);
    }

    /**
     * Goes back to the version before the present one, as {@link UndoStack} has it.
     *
     * @throws NotFound if the alias was never set
     * @throws Conflict if there was no other version before, or it is no longer there
     */
    @Transactional
    AliasMove rollBack(String name, String alias, Cause cause) {
        lock(name, alias);
        last(name, alias);
        AliasMove target = UndoStack.of(moves.all(name, alias)).beforePresent()
                .orElseThrow(
                        () -> new Conflict(("There is nothing to go back to: alias '%s' of model '%s' pointed to no "
                                + "other version before. GET …/history lists its moves.").formatted(alias, name)));
        if (!models.has(name, target.version)) {
            throw new Conflict(
                    ("Alias '%s' of model '%s' pointed to version %d before, which was deleted since. PUT the "
                            + "alias to one of the versions there are; GET /api/models/%2$s/versions lists them.")
                            .formatted(alias, name, target.version));
        }
        return move(name, alias, target.version, cause, target.id);
    }

    private void lock(String name, String alias) {
        requirePlain(name);
        if (!ALIAS.matcher(alias).matches()) {
            throw new Invalid("'%s' is no alias: a small letter, then up to 63 small letters, digits, _ and -, such as "
                    .formatted(alias) + "champion, is right.");
        }
        models.lock(name);
    }

    private AliasMove move(String name, String alias, Integer version, Cause cause, Long restores) {
        entities.createNativeQuery(MOVE).setParameter(1, name).setParameter(2, alias).setParameter(3, version)
                .setParameter(4, cause.reason()).setParameter(5, cause.by()).setParameter(6, restores).executeUpdate();
        return moves.last(name, alias).orElseThrow();
    }

    /** Where an alias points now, or {@link NotFound}. */
    AliasMove current(String name, String alias) {
        AliasMove last = last(name, alias);
        if (last.version == null) {
            throw new NotFound("Alias '%s' of model '%s' points to no version since %s, when it was taken away."
                    .formatted(alias, name, last.changedAt));
        }
        return last;
    }

    private AliasMove last(String name, String alias) {
        requirePlain(name);
        return moves.last(name, alias).orElseThrow(() -> neverSet(name, alias));
    }

    /** Where an alias pointed at a time, or {@link NotFound}. */
    AliasMove at(String name, String alias, Instant at) {
        AliasMove first = history(name, alias);
        AliasMove then = moves.lastAt(name, alias, at)
                .orElseThrow(
                        () -> new NotFound("Alias '%s' of model '%s' was first set at %s, so it pointed nowhere at %s."
                                .formatted(alias, name, first.changedAt, at)));
        if (then.version == null) {
            throw new NotFound("Alias '%s' of model '%s' pointed to no version at %s; it was taken away at %s."
                    .formatted(alias, name, at, then.changedAt));
        }
        return then;
    }

    /** Oldest first, after that id; {@link NotFound} where the alias was never set. */
    List<AliasMove> history(String name, String alias, long after, int limit) {
        history(name, alias);
        return moves.page(name, alias, after, limit);
    }

    private AliasMove history(String name, String alias) {
        requirePlain(name);
        return moves.first(name, alias).orElseThrow(() -> neverSet(name, alias));
    }

    /** All that point somewhere; {@link NotFound} where the name was never used. */
    List<AliasMove> all(String name) {
        requirePlain(name);
        if (!models.has(name) && !moves.has(name)) {
            throw new NotFound("There is no model '%s'.".formatted(name));
        }
        return moves.current(name);
    }

    private NotFound neverSet(String name, String alias) {
        return new NotFound(models.has(name) || moves.has(name)
                ? "Model '%s' has never had an alias '%s'.".formatted(name, alias)
                : "There is no model '%s'.".formatted(name));
    }

    /** Aliases and versions belong to a name as such. */
    static void requirePlain(String name) {
        if (name.indexOf('@') >= 0) {
            throw new Invalid("'%s' names one version, but here the name alone is right: '%s'.".formatted(name,
                    name.substring(0, name.indexOf('@'))));
        }
    }
}
