package dev.kindred.database;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;

/**
 * How the event loops connect: as the JDBC pool was told to, from wherever. Not at all where that says more than is understood
 * here, so that no connection is less protected than JDBC's.
 */
final class EventLoopOptions {

    /** What application.properties tells pgjdbc of its own plans and messages. */
    private static final Set<String> HARMLESS = Set.of("prepareThreshold", "logServerErrorDetail",
            "preparedStatementCacheQueries");

    /** One server, and nothing further said about it. */
    private static final Pattern PLAIN_URL = Pattern.compile("jdbc:(postgresql://[^/?,@%\\s]+/[^/?%\\s]+)");

    private EventLoopOptions() {}

    static Optional<PgConnectOptions> of(AgroalConnectionFactoryConfiguration jdbc) {
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
}
