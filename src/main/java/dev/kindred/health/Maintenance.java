package dev.kindred.health;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;

/** Makes statements of what users ask for. Only the words of {@link Work} and names of the catalogue enter them. */
@ApplicationScoped
class Maintenance {

    private final DatabaseHealth health;

    Maintenance(DatabaseHealth health) {
        this.health = health;
    }

    /**
     * The actions asked for, each once, in the order in which they are best done.
     *
     * @throws Invalid  if an action is unknown or nothing is asked for
     * @throws Conflict if an action can't be done as things are
     */
    List<String> plan(NewMaintenance wanted) {
        boolean wantsAll = Boolean.TRUE.equals(wanted.all());
        if (wantsAll == (wanted.actions() != null)) {
            throw new Invalid(
                    "Give either \"all\": true or \"actions\", as the findings of the health answer name them.");
        }
        List<TableHealth> tables = health.tables();
        List<String> ids = wantsAll
                ? health.report(false).findings().stream().map(Finding::action).filter(Objects::nonNull).toList()
                : wanted.actions();
        List<Action> actions = ids.stream().distinct().map(id -> action(tables, id))
                .sorted(Comparator.comparing(Action::work)).toList();
        return actions.stream().filter(action -> !isCovered(action, actions)).map(Action::id).toList();
    }

    /** A vacuum analyzes too. */
    private static boolean isCovered(Action action, List<Action> others) {
        return action.work() == Work.ANALYZE && others.stream()
                .anyMatch(other -> other.work() == Work.VACUUM && other.subject().equals(action.subject()));
    }

    /** Finds the relation of an action among those there are. */
    static Action action(List<TableHealth> tables, String id) {
        int colon = id.indexOf(':');
        Work work = Arrays.stream(Work.values())
                .filter(known -> colon > 0 && known.word().equals(id.substring(0, colon)))
                .findFirst().orElseThrow(() -> new Invalid(
                        "Unknown action '%s'; an action is %s, a colon and a name, as the findings have it."
                                .formatted(id, Arrays.stream(Work.values()).map(Work::word)
                                        .collect(Collectors.joining(", ")))));
        String subject = id.substring(colon + 1);
        return work.isOfIndexes() ? ofIndex(tables, work, subject) : ofTable(tables, work, subject);
    }

    private static Action ofTable(List<TableHealth> tables, Work work, String name) {
        TableHealth table = table(tables, name).orElseThrow(() -> new Invalid(
                "There is no table '%s' among those that Kindred looks after and nobody has locked; GET /api/database/health lists them."
                        .formatted(name)));
        requireOwned(table.owned(), "table", name);
        return table.action(work);
    }

    private static Action ofIndex(List<TableHealth> tables, Work work, String name) {
        IndexHealth index = index(tables, name).orElseThrow(() -> new Invalid(
                "There is no index '%s' on the tables that Kindred looks after and nobody has locked; GET /api/database/health lists them."
                        .formatted(name)));
        requireOwned(index.owned(), "index", name);
        if (work == Work.DROP_INVALID && index.valid()) {
            throw new Conflict("The index '%s' is valid, so it is not dropped here.".formatted(name));
        }
        if (work == Work.DROP_INVALID && index.busy()) {
            throw new Conflict("Something is at work on the table of index '%s', perhaps its build; try again later."
                    .formatted(name));
        }
        return index.action(work);
    }

    private static void requireOwned(boolean isOwned, String what, String name) {
        if (!isOwned) {
            throw new Conflict("The %s '%s' belongs to another user of the database; its owner must do that."
                    .formatted(what, name));
        }
    }

    static Optional<TableHealth> table(List<TableHealth> tables, String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    static Optional<IndexHealth> index(List<TableHealth> tables, String name) {
        return tables.stream().flatMap(table -> table.indexes().stream()).filter(index -> index.name().equals(name))
                .findFirst();
    }
}
