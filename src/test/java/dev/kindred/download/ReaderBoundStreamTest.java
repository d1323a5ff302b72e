package dev.kindred.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

class ReaderBoundStreamTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    /** Takes nothing until it is told to. */
    private static final class Stalled extends OutputStream {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void write(int single) throws IOException {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException ended) {
                throw new IOException(ended);
            }
        }
    }

    @Test
    void aWriteThatIsNotTakenIsAStallUntilItIs() throws Exception {
        Stalled reader = new Stalled();
        ReaderBoundStream stream = new ReaderBoundStream(reader, () -> false);
        assertThat(stream.isStalled(Duration.ZERO)).as("nothing is written yet").isFalse();
        Thread writer = new Thread(() -> {
            try {
                stream.write(1);
            } catch (IOException unexpected) {
                throw new AssertionError(unexpected);
            }
        });
        writer.start();
        reader.begun.await();

        assertThat(stream.isStalled(Duration.ofHours(1))).isFalse();
        Thread.sleep(SHORT.toMillis());
        assertThat(stream.isStalled(SHORT)).isTrue();
        reader.goOn.countDown();
        writer.join();
        assertThat(stream.isStalled(Duration.ZERO)).isFalse();
    }

    @Test
    void onceTheReaderHasGoneNothingIsWritten() throws IOException {
        AtomicBoolean gone = new AtomicBoolean();
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        ReaderBoundStream stream = new ReaderBoundStream(taken, gone::get);
        stream.write(1);
        gone.set(true);

        assertThatThrownBy(() -> stream.write(2)).isInstanceOf(IOException.class);
        assertThat(taken.toByteArray()).containsExactly(1);
    }
}
