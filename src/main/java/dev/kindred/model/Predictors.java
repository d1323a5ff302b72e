package dev.kindred.model;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.kindred.problem.Conflict;
import dev.kindred.problem.Corrupted;

/** Restores models from their stored bytes and keeps the ones in use, by the hash of what they were restored from. */
@ApplicationScoped
class Predictors {

    /** Some 500 models of 256 × 128, or every model of most installations. */
    private static final long MOST_BYTES = 64L << 20;

    private final Models models;
    private final Cache<String, Predictor> restored = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES).weigher((String hash, Predictor predictor) -> predictor.bytes()).build();

    Predictors(Models models) {
        this.models = models;
    }

    /**
     * The predictor of a model.
     *
     * @throws Corrupted if the stored bytes no longer have the hash that was stored with them
     * @throws Conflict  if it has none
     */
    Predictor of(KMeansModel model) {
        requireIntact(model);
        return restored.get(model.sha256, hash -> Predictor.of(model.model));
    }

    /** The bytes as they were stored, or {@link Corrupted} or {@link Conflict}. */
    byte[] bytes(KMeansModel model) {
        requireIntact(model);
        return model.model;
    }

    /** The database hashes what it holds now, so that damage is seen even where the model is already restored here. */
    private void requireIntact(KMeansModel model) {
        model.requirePredictor();
        if (!model.sha256.equals(models.hashOfStoredBytes(model))) {
            throw new Corrupted("The stored bytes of model '%s' version %d are corrupted: their SHA-256 is not the one "
                    .formatted(model.name, model.version) + "recorded at training. Train a new version.");
        }
    }
}
