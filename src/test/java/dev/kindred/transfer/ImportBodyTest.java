package dev.kindred.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gzip of several members, as from {@code cat a.gz b.gz} and from programs that pack block by block. */
class ImportBodyTest {

    /** Few bytes at a time and never any at once, as over a network. */
    private static final class Slow extends ByteArrayInputStream {

        private final int most;

        Slow(byte[] bytes, int most) {
            super(bytes);
            this.most = most;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(most, length));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }

    private static byte[] member(int number) {
        return ImportTestSupport.gzip((number + ",line\n").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(byte[]... parts) {
        byte[] all = new byte[0];
        for (byte[] part : parts) {
            int length = all.length;
            all = Arrays.copyOf(all, length + part.length);
            System.arraycopy(part, 0, all, length, part.length);
        }
        return all;
    }

    private static String read(InputStream upload) throws IOException {
        try (InputStream body = ImportBody.open(upload,
                ImportFormat.of("text/csv", null).orElseThrow())) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 29, 30, 31, 1_448})
    void everyMemberIsReadHoweverTheBytesCome(int most) throws IOException {
        byte[][] members = new byte[40][];
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < members.length; i++) {
            members[i] = member(i);
            plain.append(i).append(",line\n");
        }

        assertThat(read(new Slow(join(members), most))).isEqualTo(plain.toString());
    }

    @Test
    void whatFollowsAMemberIsOneTooOrDamage() {
        byte[] wrong = member(2);
        wrong[1] = 0;
        assertDamaged(join(member(1), Arrays.copyOf(member(2), 6)), "The gzip data ends too early");
        assertDamaged(join(member(1), Arrays.copyOf(member(2), 20)), "The gzip data ends too early");
        assertDamaged(join(member(1), wrong), "The gzip data is damaged");
        assertDamaged(join(member(1), "garbage".getBytes(StandardCharsets.UTF_8)), "The gzip data is damaged");
    }

    private static void assertDamaged(byte[] upload, String what) {
        assertThatThrownBy(() -> read(new Slow(upload, 1_448))).isInstanceOfSatisfying(IOException.class,
                failure -> assertThat(ImportBody.explained(failure, 1)).hasMessageStartingWith(what));
    }

    @Test
    void aFailureOfTheNetworkIsNoneOfTheFile() {
        InputStream cut = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };
        assertThatThrownBy(() -> read(cut)).isInstanceOfSatisfying(IOException.class,
                failure -> assertThat(ImportBody.explained(failure, 0)).hasMessageStartingWith("The upload broke off"));
    }
}
