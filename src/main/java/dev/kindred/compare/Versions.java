package dev.kindred.compare;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.model.VectorSources;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;

/** Finds the two versions that a request names, if they can be compared. */
@ApplicationScoped
class Versions {

    private final Models models;
    private final VectorSources sources;

    Versions(Models models, VectorSources sources) {
        this.models = models;
        this.sources = sources;
    }

    /**
     * Two versions of a name.
     *
     * @param from a version's number or an alias
     * @param to   likewise
     * @throws Invalid  if the name is no plain one
     * @throws Conflict if they are of different tables, or one has no predictor
     */
    Pair pair(String name, String from, String to) {
        if (name.contains("@")) {
            throw new Invalid("'%s' is no plain name; from and to say which of its versions are compared."
                    .formatted(name));
        }
        KMeansModel old = predicting(models.named(name + '@' + from));
        KMeansModel other = predicting(models.named(name + '@' + to));
        if (!old.table.equals(other.table)) {
            throw new Conflict(
                    ("Version %d of '%s' is of table '%s', version %d of table '%s'; only versions of the same "
                            + "table have rows to compare.")
                            .formatted(old.version, name, old.table, other.version, other.table));
        }
        return new Pair(Side.of(old, sources.of(old)), Side.of(other, sources.of(other)));
    }

    private static KMeansModel predicting(KMeansModel model) {
        model.requirePredictor();
        if (model.table == null) {
            throw new Conflict("Version %d of '%s' has no table, so there are no rows to compare it on."
                    .formatted(model.version, model.name));
        }
        return model;
    }
}
