package dev.kindred.database;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.netty.channel.EventLoopGroup;
import io.quarkus.logging.Log;
import io.quarkus.netty.MainEventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
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
 * <p>There are none where the JDBC pool was told more than {@link EventLoopOptions} understands.
 */
@ApplicationScoped
public class EventLoopConnections {

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
        Optional<PgConnectOptions> understood = EventLoopOptions.of(jdbc.connectionFactoryConfiguration());
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
