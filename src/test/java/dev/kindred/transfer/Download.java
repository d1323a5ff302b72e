package dev.kindred.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import io.restassured.RestAssured;

/** An export that is read line by line, at the reader's pace. */
final class Download implements AutoCloseable {

    private final HttpURLConnection connection;
    private final BufferedReader lines;

    private Download(String query) throws IOException {
        connection = (HttpURLConnection) URI
                .create("http://localhost:" + RestAssured.port + "/api/customers/export?" + query).toURL()
                .openConnection();
        connection.setReadTimeout(30_000);
        lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    static Download of(String query) {
        try {
            return new Download(query);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String parameter(String name, String value) {
        return name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    String line() throws IOException {
        return lines.readLine();
    }

    /** Reads to the end; an answer that breaks off is an {@link IOException}. */
    long countLines() throws IOException {
        long count = 0;
        while (lines.readLine() != null) {
            count++;
        }
        return count;
    }

    /** Goes away, wherever it is. */
    @Override
    public void close() {
        connection.disconnect();
    }
}
