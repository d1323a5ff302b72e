package dev.kindred.database;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.netty.channel.EventLoopGroup;
import io.quarkus.logging.Log;
import io.quarkus.netty.MainEventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/**
 * Connections to the service's database that don't block: for short questions that an event loop can ask and answer by itself.
 * Each event loop has its own, opened when needed, so that no question changes threads. On a connection, questions follow one
 * another without waiting for answers: PostgreSQL goes from one to the next without sleeping, which takes some 10 % less of a
 * core for each than when four sessions take turns on two cores.
 *
 * <p>They go by what the JDBC pool was told, from wherever, and there are none where that says more than this class
 * understands, so that no connection is less protected than JDBC's.
 */
@ApplicationScoped
public class EventLoopConnections {

    /** What application.properties tells pgjdbc of its own plans and messages. */
    private static final Set<String> HARMLESS = Set.of("prepareThreshold", "logServerErrorDetail",
            "preparedStatementCacheQueries");

    /** One server, and nothing further said about it. */
    private static final Pattern PLAIN_URL = Pattern.compile("jdbc:(postgresql://[^/?,@%\\s]+/[^/?%\\s]+)");

    /** Then JDBC has its turn, which says what is wrong. */
    private static final int SECONDS_TO_CONNECT = 5;
    private static final int MINUTES_IDLE = 10;

    private final boolean available;
    private final ThreadLocal<List<Line>> lines;
    private final Queue<Line> opened = new ConcurrentLinkedQueue<>();

    EventLoopConnections(Vertx vertx, @MainEventLoopGroup EventLoopGroup loops, AgroalDataSource dataSource,
            EventLoopConfig config) {
        AgroalConnectionPoolConfiguration jdbc = dataSource.getConfiguration().connectionPoolConfiguration();
        String first = jdbc.connectionFactoryConfiguration().initialSql();
        Optional<PgConnectOptions> understood = options(jdbc.connectionFactoryConfiguration());
        if (understood.isEmpty()) {
            Log.info("All searches go through JDBC: its URL or further settings say more than the host, port, "
                    + "database, user and password that a driver on the event loop is told.");
        }
        int connections = understood.map(options -> config.connections().orElseGet(() -> isHere(options.getHost())
                ? Runtime.getRuntime().availableProcessors()
                : jdbc.maxSize())).orElse(0);
        available = connections > 0;
        int each = Math.max(1, connections / count(loops));
        lines = ThreadLocal.withInitial(() -> lines(each, () -> open(vertx, understood.orElseThrow(), first)));
    }

    /** Questions on their way over one connection, or one that is being opened. Of one event loop, so not synchronized. */
    private static final class Line {

        private final SqlClient connection;
        private int underway;

        Line(SqlClient connection) {
            this.connection = connection;
        }

        Future<RowSet<Row>> ask(String statement, Tuple values) {
            underway++;
            return connection.preparedQuery(statement).execute(values).onComplete(answer -> underway--);
        }
    }

    /** Whether there may be any; else only JDBC may connect. */
    public boolean areAvailable() {
        return available;
    }

    /**
     * Asks by the connection of this event loop that has the least to do. Only for what is answered within milliseconds, since
     * others wait behind it. To be called on an event loop, which gets the answer.
     *
     * @param statement with placeholders $1, $2, …
     * @param values    in their order
     */
    public Future<RowSet<Row>> ask(String statement, List<Object> values) {
        Line free = null;
        for (Line line : lines.get()) {
            if (free == null || line.underway < free.underway) {
                free = line;
            }
        }
        return free.ask(statement, Tuple.wrap(values));
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

    private static boolean isHere(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static int count(EventLoopGroup loops) {
        return (int) StreamSupport.stream(loops.spliterator(), false).count();
    }

    private List<Line> lines(int count, Supplier<SqlClient> connections) {
        List<Line> own = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            own.add(new Line(connections.get()));
        }
        opened.addAll(own);
        return own;
    }

    /** A client, not a pool, which would lend a connection to one question at a time. */
    private static SqlClient open(Vertx vertx, PgConnectOptions options, String first) {
        options.setCachePreparedStatements(true).setMetricsName("event-loop")
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS_TO_CONNECT));
        PoolOptions one = new PoolOptions().setMaxSize(1)
                .setConnectionTimeout(SECONDS_TO_CONNECT).setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(MINUTES_IDLE).setIdleTimeoutUnit(TimeUnit.MINUTES);
        return PgBuilder.client().connectingTo(options).with(one).using(vertx)
                .withConnectHandler(connection -> connection.query(first == null ? "" : first).execute()
                        .onComplete(done -> connection.close()))
                .build();
    }

    @PreDestroy
    void close() {
        opened.forEach(line -> line.connection.close());
    }
}
