package dev.kindred.database;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.logging.Log;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;

/**
 * Connections to the service's database that don't block: for what an event loop can ask and answer by itself. They go by
 * what the JDBC pool was told, from wherever, and there are none where that says more than this class understands, so that no
 * connection is less protected than JDBC's. They are opened when needed, beside the JDBC pool's and at most as many.
 */
@ApplicationScoped
public class EventLoopPool {

    /** What application.properties tells pgjdbc of its own plans and messages. */
    private static final Set<String> HARMLESS = Set.of("prepareThreshold", "logServerErrorDetail",
            "preparedStatementCacheQueries");

    /** One server, and nothing further said about it. */
    private static final Pattern PLAIN_URL = Pattern.compile("jdbc:(postgresql://[^/?,@%\\s]+/[^/?%\\s]+)");

    /** Then JDBC has its turn, which says what is wrong. */
    private static final int SECONDS_TO_CONNECT = 5;
    private static final int MINUTES_IDLE = 10;

    private final Optional<Pool> pool;

    EventLoopPool(Vertx vertx, AgroalDataSource dataSource) {
        AgroalConnectionPoolConfiguration jdbc = dataSource.getConfiguration().connectionPoolConfiguration();
        pool = options(jdbc.connectionFactoryConfiguration()).map(options -> open(vertx, options, jdbc));
        if (pool.isEmpty()) {
            Log.info("All searches go through JDBC: its URL or further settings say more than the host, port, "
                    + "database, user and password that a driver on the event loop is told.");
        }
    }

    /** Empty where only JDBC may connect. */
    public Optional<Pool> get() {
        return pool;
    }

    static Optional<PgConnectOptions> options(AgroalConnectionFactoryConfiguration jdbc) {
        Matcher url = PLAIN_URL.matcher(jdbc.jdbcUrl());
        if (!url.matches() || !HARMLESS.containsAll(jdbc.jdbcProperties().stringPropertyNames())
                || !(jdbc.principal() instanceof NamePrincipal user)) {
            return Optional.empty();
        }
        URI server = URI.create(url.group(1));
        List<Object> credentials = List.copyOf(jdbc.credentials());
        boolean isPassword = credentials.size() == 1 && credentials.get(0) instanceof SimplePassword;
        if (server.getHost() == null || !credentials.isEmpty() && !isPassword) {
            return Optional.empty();
        }
        PgConnectOptions options = new PgConnectOptions().setHost(server.getHost())
                .setPort(server.getPort() < 0 ? PgConnectOptions.DEFAULT_PORT : server.getPort())
                .setDatabase(server.getPath().substring(1)).setUser(user.getName())
                // As pgjdbc does where nothing is said: encrypted if the server can, without a look at its certificate.
                .setSslMode(SslMode.PREFER).setTrustAll(true);
        return Optional.of(isPassword
                ? options.setPassword(((SimplePassword) credentials.get(0)).getWord())
                : options);
    }

    private static Pool open(Vertx vertx, PgConnectOptions options, AgroalConnectionPoolConfiguration jdbc) {
        options.setCachePreparedStatements(true).setMetricsName("event-loop")
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS_TO_CONNECT));
        PoolOptions size = new PoolOptions().setMaxSize(jdbc.maxSize())
                .setConnectionTimeout(SECONDS_TO_CONNECT).setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(MINUTES_IDLE).setIdleTimeoutUnit(TimeUnit.MINUTES);
        String first = jdbc.connectionFactoryConfiguration().initialSql();
        return PgBuilder.pool().connectingTo(options).with(size).using(vertx)
                .withConnectHandler(connection -> connection.query(first == null ? "" : first).execute()
                        .onComplete(done -> connection.close()))
                .build();
    }

    @PreDestroy
    void close() {
        pool.ifPresent(Pool::close);
    }
}
