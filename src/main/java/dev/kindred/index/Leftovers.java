package dev.kindred.index;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

import dev.kindred.job.JobRun;

/** The invalid indexes that concurrent work leaves where it is broken off: no query uses them, but every write fills them. */
@ApplicationScoped
class Leftovers {

    /** The next attempt, or the next job, has all the time it needs; a cancel is to be answered within a second. */
    private static final int WAIT_MILLIS = 1_000;
    private static final int UNDO_MILLIS = 500;

    private static final Pattern BESIDE = Pattern.compile("(.*)_cc(?:new|old)\\d*", Pattern.DOTALL);
    private static final int LONGEST_NAME = 63;

    private final AgroalDataSource dataSource;
    private final Indexes indexes;

    Leftovers(AgroalDataSource dataSource, Indexes indexes) {
        this.dataSource = dataSource;
        this.indexes = indexes;
    }

    /** What rebuilds of an index have left; PostgreSQL calls the new one so while it is built, the old one until it is dropped. */
    List<StoredIndex> ofRebuild(StoredIndex index) {
        return indexes.onTable(index.table()).stream().filter(StoredIndex::isLeftover)
                .filter(other -> isBeside(other.relation(), index.relation())).toList();
    }

    /** PostgreSQL cuts the end of a long name off to make room for that of the other. */
    static boolean isBeside(String other, String name) {
        Matcher beside = BESIDE.matcher(other);
        return beside.matches() && name.startsWith(beside.group(1))
                && (name.equals(beside.group(1)) || other.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME - 4);
    }

    /** Drops what an earlier build has left, however long those who use the table make it wait. */
    void dropBefore(JobRun run, StoredIndex leftover) {
        while (!drop(leftover, WAIT_MILLIS)) {
            run.progress(0, "waiting for transactions on the table, to remove the invalid index of a build broken off");
            SessionLock.pause(run);
            run.stopIfCancelled();
        }
    }

    /**
     * Drops what a build has just left.
     *
     * @throws IllegalStateException if those who use the table made it wait too long; the next build removes it then
     */
    void dropAfter(StoredIndex leftover) {
        if (!drop(leftover, UNDO_MILLIS)) {
            throw new IllegalStateException("Index %s could not be removed in time".formatted(leftover.name()));
        }
    }

    private boolean drop(StoredIndex index, int waitMillis) {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = %d".formatted(waitMillis));
            try {
                statement.execute("drop index concurrently if exists " + index.quoted());
                return true;
            } catch (SQLException waited) {
                if (TableWork.isNotInTime(waited)) {
                    return false;
                }
                throw waited;
            } finally {
                statement.execute("reset lock_timeout");
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("An index could not be dropped", failure);
        }
    }
}
