package dev.kindred.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.quarkus.datasource.common.runtime.DataSourceUtil;
import io.quarkus.datasource.deployment.spi.DevServicesDatasourceConfigurationHandlerBuildItem;
import io.quarkus.datasource.runtime.DataSourcesBuildTimeConfig;
import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.DockerStatusBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.runtime.configuration.ConfigUtils;

/**
 * Gives dev mode and tests a database: the configured one, else the container of the ordinary Dev Services where an engine
 * runs, else an embedded PostgreSQL. Not an extension of its own, because Kindred is one Maven module: Quarkus finds this
 * class through {@code META-INF/quarkus-build-steps.list}, which is otherwise generated for extensions. The package depends on
 * nothing in Kindred and is kept out of the jar (see application.properties).
 */
public class EmbeddedDatabaseProcessor {

    private static final String DATASOURCE = DataSourceUtil.DEFAULT_DATASOURCE_NAME;

    @BuildStep(onlyIf = {IsDevServicesSupportedByLaunchMode.class, DevServicesConfig.Enabled.class})
    void startDatabase(DataSourcesBuildTimeConfig dataSources, DockerStatusBuildItem docker,
            BuildProducer<DevServicesDatasourceConfigurationHandlerBuildItem> configured,
            BuildProducer<DevServicesResultBuildItem> services) {
        if (isDecidedByConfiguration(dataSources) || isContainerEngineRunning(docker)) {
            return;
        }
        configured.produce(standBack());
        services.produce(service());
    }

    private static boolean isDecidedByConfiguration(DataSourcesBuildTimeConfig dataSources) {
        return ConfigUtils.isAnyPropertyPresent(DataSourceUtil.dataSourcePropertyKeys(DATASOURCE, "jdbc.url"))
                || dataSources.dataSources().get(DATASOURCE).devservices().enabled().isPresent();
    }

    private static boolean isContainerEngineRunning(DockerStatusBuildItem docker) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        // an engine on Windows listens on a named pipe, which Quarkus knows how to ask
        return windows ? docker.isContainerRuntimeAvailable() : new ContainerEngine(System.getenv()).answers();
    }

    /** Says "is configured already" for the default datasource, so that the ordinary Dev Service starts no container for it. */
    private static DevServicesDatasourceConfigurationHandlerBuildItem standBack() {
        return new DevServicesDatasourceConfigurationHandlerBuildItem("postgresql",
                (name, running) -> Map.of(), name -> Map.of(), DataSourceUtil::isDefault);
    }

    private static DevServicesResultBuildItem service() {
        Map<String, Function<EmbeddedDatabase, String>> provided = new HashMap<>();
        provide(provided, "jdbc.url", EmbeddedDatabase::jdbcUrl);
        provide(provided, "username", database -> EmbeddedDatabase.OWNER);
        return DevServicesResultBuildItem.<EmbeddedDatabase>owned()
                .feature("kindred-embedded-postgresql")
                .description("PostgreSQL with pgvector, embedded")
                .serviceConfig("always the same, so that a live reload keeps the server and its rows")
                .startable(() -> new EmbeddedDatabase(CacheFolder.ofUser()))
                .configProvider(provided)
                .build();
    }

    private static void provide(Map<String, Function<EmbeddedDatabase, String>> provided, String property,
            Function<EmbeddedDatabase, String> value) {
        List<String> keys = DataSourceUtil.dataSourcePropertyKeys(DATASOURCE, property);
        keys.forEach(key -> provided.put(key, value));
    }
}
