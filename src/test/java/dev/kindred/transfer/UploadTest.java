package dev.kindred.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** How files come: packed, long, in pieces, and not to their end. */
@QuarkusTest
@TestProfile(OwnCustomers.class)
class UploadTest extends ImportTestSupport {

    private static final byte[] FILE = IntStream.range(0, 20_000).mapToObj(i -> "x" + i + "," + i % 100 + "\n")
            .collect(Collectors.joining("", "external_id,age\n", "")).getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "identity", ""})
    void aFileMayBePackedWhateverItsHeaderSays(String encoding) {
        HttpResponse<String> response = exchange(request(BodyPublishers.ofByteArray(gzip(FILE)), CSV, "")
                .header("Content-Encoding", encoding).header("Prefer", "wait=100").build());

        assertThat(counts(succeeded(response))).containsExactly(20_000L, 0L, 0L, 0L);
    }

    @Test
    void aFileInTwoPackedPartsIsOne() {
        byte[] head = gzip(Arrays.copyOf(FILE, 50_000));
        byte[] rest = gzip(Arrays.copyOfRange(FILE, 50_000, FILE.length));
        byte[] both = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, both, head.length, rest.length);

        assertThat(counts(succeeded(send(both, CSV, "")))).containsExactly(20_000L, 0L, 0L, 0L);
    }

    @Test
    void truncatedOrDamagedGzipImportsNothing() {
        byte[] packed = gzip(FILE);

        assertThat(problem(400, send(Arrays.copyOf(packed, packed.length / 2), CSV, "")))
                .startsWith("The gzip data ends too early, after line ").endsWith("Send the whole file again.");
        assertThat(problem(400, send(Arrays.copyOf(packed, packed.length - 3), CSV, "")))
                .startsWith("The gzip data ends too early");
        assertThat(problem(400, send(Arrays.copyOf(packed, 5), CSV, ""))).startsWith("The gzip data ends too early");
        packed[packed.length - 6] ^= 1; // in the checksum
        assertThat(problem(400, send(packed, CSV, ""))).startsWith("The gzip data is damaged");
        assertThat(customers()).isEmpty();
    }

    @Test
    void aChunkedFileWithoutALengthIsTaken() {
        HttpResponse<String> response = exchange(request(
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(FILE)), CSV, "")
                .header("Prefer", "wait=100")
                .build());

        assertThat(counts(succeeded(response))).containsExactly(20_000L, 0L, 0L, 0L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Content-Length: %d", "Transfer-Encoding: chunked"})
    void aConnectionCutInMidUploadLeavesNothing(String framing) throws Exception {
        String jobs = database.value("select count(*) from job");
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/customers/import HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                    + framing.formatted(FILE.length) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            if (framing.startsWith("Transfer")) {
                out.write((Integer.toHexString(FILE.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(FILE, 0, FILE.length / 2);
            out.flush();
            awaitUpload();
        }

        nothingIsLeftBehind();
        assertThat(customers()).isEmpty();
        assertThat(database.value("select count(*) from job")).isEqualTo(jobs);
        assertThat(counts(succeeded(send(FILE, CSV, "")))).containsExactly(20_000L, 0L, 0L, 0L);
    }

    private void awaitUpload() throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (!database.value("select count(*) from pg_stat_activity where query like 'copy kindred.import_%'"
                    + " and state = 'active'").equals("0")) {
                return;
            }
            Thread.sleep(25);
        }
        throw new AssertionError("the upload never began");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "application/json | The body must be text/csv or application/x-ndjson; say so in Content-Type.",
            "text/plain | The body must be text/csv or application/x-ndjson; say so in Content-Type.",
            "multipart/form-data; boundary=x | The body must be text/csv or application/x-ndjson; say so in Content-Type."})
    void anotherMediaTypeIsRefused(String type, String expected) {
        assertThat(problem(415, send(FILE, type, ""))).isEqualTo(expected);
    }

    @Test
    void anotherPackingIsRefused() {
        assertThat(problem(415, exchange(request(BodyPublishers.ofByteArray(FILE), CSV, "")
                .header("Content-Encoding", "br").build()))).contains("gzip");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "?dryRun=yes | Query parameter 'dryRun' must be true or false, but was 'yes'.",
            "?maxRejects=-1 | maxRejects must be greater than or equal to 0.",
            "?maxRejects=100001 | maxRejects must be less than or equal to 100000.",
            "?dryrun=true | Unknown query parameter 'dryrun'; known here: dryRun, maxRejects."})
    void optionsThatDoNotFitAreExplained(String query, String expected) {
        assertThat(problem(400, send(FILE, CSV, query))).isEqualTo(expected);
        assertThat(customers()).isEmpty();
    }

    @Test
    void anUnknownCharsetOrWaitIsExplained() {
        assertThat(problem(400, send(FILE, "text/csv; charset=latin-17", "")))
                .isEqualTo("There is no charset 'latin-17'; utf-8, iso-8859-1 or windows-1252 would be one.");
        assertThat(problem(400, exchange(request(BodyPublishers.ofByteArray(FILE), CSV, "")
                .header("Prefer", "wait=601").build()))).contains("wait=601");
    }

    @Test
    void aLargeFileIsTakenInConstantMemoryAndPastTheLimitOfOtherBodies() {
        int rows = 300_000;
        String note = "n".repeat(230); // 75 MB in all

        HttpResponse<String> response = exchange(request(
                BodyPublishers.ofInputStream(() -> new Rows(rows, note)), CSV, "").header("Prefer", "wait=100")
                .build());

        JsonPath job = succeeded(response);
        assertThat(counts(job)).containsExactly((long) rows, 0L, 0L, 0L);
        assertThat(database.value("select sum(length(attributes->>'note')) from customer"))
                .isEqualTo(String.valueOf(230L * rows));
    }

    /** A file that nobody has in memory. */
    private static final class Rows extends InputStream {
        private final int rows;
        private final String note;
        private int next;
        private byte[] line = "external_id,age,note\n".getBytes(StandardCharsets.US_ASCII);
        private int at;

        Rows(int rows, String note) {
            this.rows = rows;
            this.note = note;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at == line.length) {
                if (next == rows) {
                    return -1;
                }
                line = ("x" + next + "," + next++ % 100 + "," + note + "\n").getBytes(StandardCharsets.US_ASCII);
                at = 0;
            }
            int count = Math.min(length, line.length - at);
            System.arraycopy(line, at, target, offset, count);
            at += count;
            return count;
        }
    }
}
