package dev.kindred.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.kindred.compare.Comparison.Item;
import dev.kindred.compare.Comparison.Moves;
import dev.kindred.compare.Comparison.Rows;
import dev.kindred.compare.Comparison.Version;

/** Says a comparison in words. */
final class Summary {

    /** Segments that stay and change most; those that come or go are all named. */
    private static final int MOST_CHANGED = 5;

    private final List<Item> segments;
    private final long[][] transitions;
    private final Rows rows;
    private final Moves moves;
    private final Version from;
    private final Version to;

    Summary(List<Item> segments, long[][] transitions, Rows rows, Moves moves, Version from, Version to) {
        this.segments = segments;
        this.transitions = transitions;
        this.rows = rows;
        this.moves = moves;
        this.from = from;
        this.to = to;
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(moves.share() == null
                ? "There is no row that both versions have a segment for."
                : text("%.1f %% of %s would change their segment.", 100 * moves.share(), rows(rows.compared())));
        IntStream.range(0, segments.size()).filter(i -> segments.get(i).to() == null)
                .forEach(i -> sentences.add(name(i) + " disappears" + most(", most of its rows", i, true) + '.'));
        IntStream.range(0, segments.size()).filter(i -> segments.get(i).from() == null)
                .forEach(i -> sentences.add(name(i) + " appears with " + rows(segments.get(i).to().rows())
                        + most(", most", i, false) + '.'));
        IntStream.range(0, segments.size()).filter(i -> lost(i) + gained(i) > 0)
                .filter(i -> segments.get(i).from() != null && segments.get(i).to() != null).boxed()
                .sorted(Comparator.comparingLong((Integer i) -> -lost(i) - gained(i))).limit(MOST_CHANGED)
                .forEach(i -> sentences.add(changed(i)));
        if (rows.onlyFrom() > 0) {
            sentences.add(
                    text("%s would lose the segment: version %d gives none.", rows(rows.onlyFrom()), to.version()));
        }
        if (rows.onlyTo() > 0) {
            sentences.add(text("%s without a segment in version %d would get one.", rows(rows.onlyTo()),
                    from.version()));
        }
        return sentences;
    }

    private String changed(int i) {
        return name(i) + " loses " + rows(lost(i)) + most(", most", i, true)
                + text(" and gains %,d", gained(i)) + most(", most", i, false) + '.';
    }

    /** The one segment that most of the moving rows go to or come from; nothing where none moves. */
    private String most(String words, int i, boolean isLost) {
        int largest = IntStream.range(0, segments.size()).filter(j -> j != i)
                .boxed().max(Comparator.comparingLong(j -> moving(i, j, isLost))).orElse(-1);
        return largest < 0 || moving(i, largest, isLost) == 0
                ? ""
                : text("%s (%,d) %s %s", words, moving(i, largest, isLost), isLost ? "to" : "from", name(largest));
    }

    private long moving(int i, int j, boolean isLost) {
        return isLost ? transitions[i][j] : transitions[j][i];
    }

    private long lost(int i) {
        return IntStream.range(0, segments.size()).filter(j -> j != i).mapToLong(j -> transitions[i][j]).sum();
    }

    private long gained(int i) {
        return IntStream.range(0, segments.size()).filter(j -> j != i).mapToLong(j -> transitions[j][i]).sum();
    }

    private String name(int i) {
        return "'%s' (%d)".formatted(segments.get(i).label(), segments.get(i).id());
    }

    private static String rows(long count) {
        return text(count == 1 ? "%,d row" : "%,d rows", count);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
