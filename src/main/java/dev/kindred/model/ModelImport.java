package dev.kindred.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.logging.Log;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.Invalid;

/** Stores centroids that were made elsewhere as the next version of a name, which then serves like any other. */
@ApplicationScoped
class ModelImport {

    private final VectorSources sources;
    private final ImportDraft draft;
    private final Models models;
    private final ObjectMapper json;

    ModelImport(VectorSources sources, ImportDraft draft, Models models, ObjectMapper json) {
        this.sources = sources;
        this.draft = draft;
        this.models = models;
        this.json = json;
    }

    /**
     * What a file can't know.
     *
     * @param table   whose columns the vectors are of, or null
     * @param recipe  that made them, or null
     * @param columns empty for those that the file names, else all that serve
     */
    record Origin(String table, String recipe, List<String> columns) {}

    /**
     * Stores the model of an ONNX file.
     *
     * @throws Invalid  if the file is not understood or does not fit the table
     * @throws Conflict if it is of a recipe that is not here, or not the one named
     */
    KMeansModel store(String name, byte[] file, Origin origin) {
        ImportedCentroids imported = ImportedCentroids.ofFile(file);
        return store(name, imported, sourceOf(imported.metadata(), origin));
    }

    /** Stores the centroids of a request; as the other. */
    KMeansModel store(String name, NewCentroids wanted) {
        ImportedCentroids imported = ImportedCentroids.of(wanted);
        return store(name, imported,
                sources.of(wanted.table(), wanted.recipe(), wanted.columnNames(), null));
    }

    private KMeansModel store(String name, ImportedCentroids imported, VectorSource source) {
        boolean isOneVector = source instanceof FeatureColumns columns && columns.isVector();
        if (!isOneVector && source.names().size() != imported.dimensions()) {
            throw new Invalid("The centroids have %d element(s), but %d column(s) would be read: %s.".formatted(
                    imported.dimensions(), source.names().size(), source.names()));
        }
        KMeansModel model = models.store(draft.of(name, imported, source), null);
        Log.infof("import model=%s version=%d table=%s rows=%d skippedRows=%d dimensions=%d clusters=%d inertia=%s "
                + "seconds=%.3f", model.name, model.version, model.table, model.rows, model.skippedRows,
                model.dimensions, model.clusters, model.inertia, model.seconds);
        return model;
    }

    private VectorSource sourceOf(Map<String, String> metadata, Origin origin) {
        String weights = metadata.get("weights");
        String hash = metadata.get("recipeHash");
        if (hash != null) {
            return sourceOfRecipe(hash, weights, origin);
        }
        if (origin.table() == null && origin.recipe() == null) {
            throw new Invalid("The file does not say what table its columns are of; name it in the query, such as "
                    + "?table=iris, or a recipe, such as ?recipe=customer@2.");
        }
        List<String> own = columns(metadata);
        if (!own.isEmpty() && origin.recipe() != null) {
            throw new Conflict("The file is of plain columns, without a recipe's hash, but '%s' names the recipe %s."
                    .formatted("recipe", RecipeVersion.words(
                            sources.of(null, origin.recipe(), List.of(), null).recipe())));
        }
        if (!own.isEmpty() && !origin.columns().isEmpty() && !own.equals(origin.columns())) {
            throw new Invalid(
                    "The file is of the columns %s, but the query names %s; leave them out there.".formatted(own,
                            origin.columns()));
        }
        return sources.of(origin.table(), origin.recipe(), own.isEmpty() ? origin.columns() : own, weights);
    }

    private VectorSource sourceOfRecipe(String hash, String weights, Origin origin) {
        if (origin.table() != null || !origin.columns().isEmpty()) {
            throw new Invalid(
                    "The file is of a recipe with the hash %s, which says itself what table and columns it is "
                            .formatted(hash) + "of; leave them out.");
        }
        if (origin.recipe() == null) {
            return sources.ofHash(hash, weights).orElseThrow(() -> new Conflict(
                    "The file is of a recipe with the hash %s, which no recipe here has; make it here first."
                            .formatted(hash)));
        }
        VectorSource named = sources.of(null, origin.recipe(), List.of(), weights);
        if (!named.recipe().hash().equals(hash)) {
            throw new Conflict("The file is of a recipe with the hash %s, but '%s' is %s.".formatted(hash,
                    origin.recipe(), RecipeVersion.words(named.recipe())));
        }
        return named;
    }

    private List<String> columns(Map<String, String> metadata) {
        String columns = metadata.get("columns");
        try {
            return columns == null ? List.of() : Arrays.asList(json.readValue(columns, String[].class));
        } catch (JsonProcessingException unreadable) {
            throw new Invalid("The file's columns are no list of names: %s.".formatted(columns));
        }
    }
}
