package dev.kindred.embedded;

/** No database can be started here; the message says what to do. */
final class DatabaseUnavailable extends RuntimeException {

    DatabaseUnavailable(String reason) {
        // no stack trace: the message is for the person at the keyboard and would be lost in one
        super("""
                No database to start with: quarkus.datasource.jdbc.url is not set, no Docker or Podman engine answers, and
                the embedded PostgreSQL can't get pgvector, because %s
                Do one of these:
                  - on Debian: install gcc and libc6-dev, and have a Debian mirror among apt's sources
                  - start Docker, or Podman with DOCKER_HOST set: a pgvector container then starts by itself
                  - set quarkus.datasource.jdbc.url, .username and .password (a PostgreSQL with the extension vector)\
                """
                .formatted(reason), null, false, false);
    }
}
