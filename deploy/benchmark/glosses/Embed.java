import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;

/**
 * Makes of each line of a file its sentence embedding by all-MiniLM-L6-v2: 384 numbers, written in the same order as a line
 * {@code [0.1,…]}, as vector columns read it. On the processor's cores alone.
 */
class Embed {

    private static final int AT_ONCE = 1_000;

    /** The file of texts, and the file to write. */
    public static void main(String[] files) throws IOException {
        List<TextSegment> texts = Files.readAllLines(Path.of(files[0])).stream().map(TextSegment::from).toList();
        EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();
        try (BufferedWriter vectors = Files.newBufferedWriter(Path.of(files[1]))) {
            for (int first = 0; first < texts.size(); first += AT_ONCE) {
                int end = Math.min(first + AT_ONCE, texts.size());
                for (Embedding embedding : model.embedAll(texts.subList(first, end)).content()) {
                    vectors.write(Arrays.toString(embedding.vector()).replace(" ", ""));
                    vectors.newLine();
                }
                System.err.printf("\r%,d of %,d texts", end, texts.size());
            }
        }
        System.err.println();
    }
}
