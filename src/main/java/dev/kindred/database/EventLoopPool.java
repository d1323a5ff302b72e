package dev.kindred.database;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.Config;

import io.quarkus.logging.Log;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;

/**
 * Connections to the service's database that don't block: for what an event loop can ask and answer by itself. They go by the
 * settings of the JDBC datasource, and there are none where those say more than this class understands, so that no
 * connection is less protected than JDBC's. They are opened when needed, beside the JDBC pool's and at most as many.
 */
@ApplicationScoped
public class EventLoopPool {

    private static final String JDBC = "quarkus.datasource.jdbc.";
    private static final String PROPERTIES = JDBC + "additional-jdbc-properties.";

    /** What application.properties sets for pgjdbc, about its own plans and messages. */
    private static final Set<String> HARMLESS = Set.of(PROPERTIES + "prepareThreshold",
            PROPERTIES + "logServerErrorDetail", PROPERTIES + "preparedStatementCacheQueries");

    /** One server, and nothing further said about it. */
    private static final Pattern PLAIN_URL = Pattern.compile("jdbc:(postgresql://[^/?,@%\\s]+/[^/?%\\s]+)");

    /** Then JDBC has its turn, which says what is wrong. */
    private static final int SECONDS_TO_CONNECT = 5;
    private static final int MINUTES_IDLE = 10;

    private final Optional<Pool> pool;

    EventLoopPool(Vertx vertx, Config config) {
        pool = options(config).map(options -> open(vertx, options, config));
        if (pool.isEmpty()) {
            Log.info("All searches go through JDBC: its URL or further settings say more than the host, port, "
                    + "database, user and password that a driver on the event loop is told.");
        }
    }

    /** Empty where only JDBC may connect. */
    public Optional<Pool> get() {
        return pool;
    }

    static Optional<PgConnectOptions> options(Config config) {
        Matcher url = PLAIN_URL.matcher(config.getValue(JDBC + "url", String.class));
        Optional<String> user = config.getOptionalValue("quarkus.datasource.username", String.class);
        boolean isElsewhere = config.getOptionalValue("quarkus.datasource.credentials-provider", String.class)
                .isPresent();
        boolean isMoreSaid = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .map(name -> name.replace("\"", ""))
                .anyMatch(name -> name.startsWith(PROPERTIES) && !HARMLESS.contains(name));
        if (!url.matches() || user.isEmpty() || isElsewhere || isMoreSaid) {
            return Optional.empty();
        }
        URI server = URI.create(url.group(1));
        if (server.getHost() == null) {
            return Optional.empty();
        }
        PgConnectOptions options = new PgConnectOptions().setHost(server.getHost())
                .setPort(server.getPort() < 0 ? PgConnectOptions.DEFAULT_PORT : server.getPort())
                .setDatabase(server.getPath().substring(1)).setUser(user.get())
                // As pgjdbc does where nothing is said: encrypted if the server can, without a look at its certificate.
                .setSslMode(SslMode.PREFER).setTrustAll(true);
        config.getOptionalValue("quarkus.datasource.password", String.class).ifPresent(options::setPassword);
        return Optional.of(options);
    }

    private static Pool open(Vertx vertx, PgConnectOptions options, Config config) {
        options.setCachePreparedStatements(true).setMetricsName("event-loop")
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS_TO_CONNECT));
        PoolOptions size = new PoolOptions().setMaxSize(config.getValue(JDBC + "max-size", Integer.class))
                .setConnectionTimeout(SECONDS_TO_CONNECT).setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(MINUTES_IDLE).setIdleTimeoutUnit(TimeUnit.MINUTES);
        String first = config.getOptionalValue(JDBC + "new-connection-sql", String.class).orElse("select");
        return PgBuilder.pool().connectingTo(options).with(size).using(vertx)
                .withConnectHandler(connection -> connection.query(first).execute()
                        .onComplete(done -> connection.close()))
                .build();
    }

    @PreDestroy
    void close() {
        pool.ifPresent(Pool::close);
    }
}
