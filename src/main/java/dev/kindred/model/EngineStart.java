package dev.kindred.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;

import dev.kindred.kmeans.KMeans;

/** Says which kernel the engine runs with, and has the JVM compile it before the first training needs it. */
@ApplicationScoped
class EngineStart {

    void announce(@Observes StartupEvent start, TrainingConfig config) {
        Log.infof("k-means runs with the kernel %s", KMeans.kernel());
        if (config.warmUp() && ImageMode.current() == ImageMode.JVM) {
            Thread thread = new Thread(KMeans::warmUp, "k-means warm-up");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.start();
        }
    }
}
