package dev.kindred.embedded;

/** No database can be started here; the message says what to do. */
final class DatabaseUnavailable extends RuntimeException {

    DatabaseUnavailable(String reason) {
        // no stack trace: the message is for the person at the keyboard and would be lost in one
        super("""
                No database to start with. No quarkus.datasource.jdbc.url is set, no Docker or Podman engine answers, \
                and the embedded PostgreSQL with pgvector can't be prepared: %s
                Do one of these:
                  - Debian and its derivatives: install gcc and libc6-dev, with a Debian mirror among apt's sources
                  - start Docker, or Podman with DOCKER_HOST set: a pgvector container is then started by itself
                  - set quarkus.datasource.jdbc.url, .username and .password (PostgreSQL with the extension vector)\
                """.formatted(reason), null, false, false);
    }
}
