package dev.kindred.job;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.query.NativeQuery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/**
 * The table {@code job}. Every change is one statement that states its condition, in a transaction of its own unless
 * said otherwise; so two instances that want the same row both get an honest answer. All times are the database's,
 * whose clock is the one that the instances share.
 */
@ApplicationScoped
class JobRows implements PanacheRepositoryBase<JobRow, Long> {

    private static final String INSERT = """
            insert into job (kind, parameters, background) values (:kind, cast(:parameters as jsonb), :background)
            returning *
            """;

    private static final String LAST = """
            select * from job
             where kind = :kind and parameters = cast(:parameters as jsonb)
               and created_at > clock_timestamp() - make_interval(secs => :seconds)
             order by id desc limit 1
            """;

    private static final String CLAIM = """
            update job
               set state = 'running', progress = 0, phase = null, owner = :owner, attempts = attempts + 1,
                   attempts_allowed = (cast(:allowed as integer[]))[array_position(cast(:kinds as text[]), cast(kind as text))],
                   heartbeat_at = clock_timestamp(), started_at = clock_timestamp()
             where id = (select id from job where state = 'queued' and background = :background
                            and kind = any (cast(:kinds as text[]))
                          order by id for update skip locked limit 1)
            returning *
            """;

    private static final String BEAT = """
            update job set heartbeat_at = clock_timestamp(), progress = :progress, phase = :phase
             where id = :id and owner = :owner and state = 'running'
            returning cancel_requested
            """;

    private static final String SUCCEED = """
            update job
               set state = 'succeeded', result = cast(:result as jsonb), progress = 1, phase = :phase, owner = null,
                   heartbeat_at = null, finished_at = clock_timestamp()
             where id = :id and owner = :owner and state = 'running' and not cancel_requested
            """;

    private static final String FAIL = """
            update job
               set state = case when cancel_requested then 'cancelled' else 'failed' end,
                   error = case when not cancel_requested then cast(:error as jsonb) end,
                   progress = :progress, phase = :phase, owner = null, heartbeat_at = null,
                   finished_at = clock_timestamp()
             where id = :id and owner = :owner and state = 'running'
            returning *
            """;

    private static final String CANCEL = """
            update job
               set cancel_requested = true,
                   state = case state when 'queued' then 'cancelled' else state end,
                   finished_at = case state when 'queued' then clock_timestamp() end
             where id = :id and state in ('queued', 'running')
            returning *
            """;

    // How an attempt ends that its instance no longer works on.
    private static final String ABANDON = """
            update job
               set state = case when cancel_requested then 'cancelled'
                                when attempts < attempts_allowed + :returned then 'queued' else 'failed' end,
                   error = case when not cancel_requested and attempts >= attempts_allowed + :returned
                                then cast(:error as jsonb) end,
                   finished_at = case when cancel_requested or attempts >= attempts_allowed + :returned
                                      then clock_timestamp() end,
                   attempts = attempts - :returned, owner = null, heartbeat_at = null
             where id in (select id from job where state = 'running' and %s for update skip locked)
            returning *
            """;

    private static final String GIVE_BACK = ABANDON.formatted("id = :id and owner = :owner");

    private static final String BURY = ABANDON.formatted("""
            heartbeat_at < clock_timestamp() - make_interval(secs => :seconds)
                          and not (cast(owner as text) = any (cast(:owners as text[])))""");

    private final EntityManager entityManager;

    JobRows(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Queues a job, in the caller's transaction where there is one. */
    @Transactional
    JobRow insert(String kind, String parameters, boolean background) {
        return query(INSERT).setParameter("kind", kind).setParameter("parameters", parameters)
                .setParameter("background", background).getSingleResult();
    }

    @Transactional(TxType.REQUIRES_NEW)
    Optional<JobRow> read(long id) {
        return findByIdOptional(id);
    }

    /** In the order they were queued, after that id; null for any state or kind. */
    @Transactional(TxType.REQUIRES_NEW)
    List<JobRow> page(long after, int limit, JobState state, String kind) {
        return find("id > ?1 and (?2 is null or state = ?2) and (?3 is null or kind = ?3) order by id", after,
                state == null ? null : state.word(), kind).page(0, limit).list();
    }

    /** One question, since a job may be taken between one for those that run and one for those that wait. */
    @Transactional(TxType.REQUIRES_NEW)
    boolean isAnyUnfinished(String kind) {
        return count("kind = ?1 and state in ('queued', 'running')", kind) > 0;
    }

    /** The newest of that kind with exactly these parameters, queued less than that long ago. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<JobRow> last(String kind, String parameters, Duration lately) {
        return query(LAST).setParameter("kind", kind).setParameter("parameters", parameters)
                .setParameter("seconds", lately.toSeconds()).uniqueResultOptional();
    }

    /** Takes the job that was queued first of these kinds, in the background or not; no two callers take the same. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<JobRow> claim(Collection<JobKind> kinds, boolean background, UUID owner) {
        return query(CLAIM).setParameter("owner", owner).setParameter("background", background)
                .setParameter("kinds", kinds.stream().map(JobKind::name).toArray(String[]::new))
                .setParameter("allowed", kinds.stream().map(JobKind::attempts).toArray(Integer[]::new))
                .uniqueResultOptional();
    }

    /** Writes heartbeat and progress; gives whether a cancel is requested, or nothing where the job is not ours. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<Boolean> beat(JobRun run, JobRun.Progress progress) {
        return nativeQuery(BEAT, Boolean.class).setParameter("id", run.id()).setParameter("owner", run.owner())
                .setParameter("progress", progress.share()).setParameter("phase", progress.phase(), String.class)
                .uniqueResultOptional();
    }

    /**
     * Ends the job as succeeded, within the transaction that stores what it made. What came before is flushed first, so
     * that the row is locked, and a cancel kept waiting, only for the commit.
     *
     * @return whether it was still this attempt's to end, and no cancel was requested; if not, roll back
     */
    @Transactional(TxType.MANDATORY)
    boolean succeed(JobRun run, String result) {
        entityManager.flush();
        return 1 == entityManager.createNativeQuery(SUCCEED).unwrap(NativeQuery.class).setParameter("id", run.id())
                .setParameter("owner", run.owner()).setParameter("result", result)
                .setParameter("phase", run.progress().phase(), String.class).executeUpdate();
    }

    /** Ends the job as failed, or as cancelled where that was requested; nothing where it is not ours any more. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<JobRow> fail(JobRun run, String error) {
        return query(FAIL).setParameter("id", run.id()).setParameter("owner", run.owner())
                .setParameter("error", error).setParameter("progress", run.progress().share())
                .setParameter("phase", run.progress().phase(), String.class).uniqueResultOptional();
    }

    /** Cancels a queued job at once, requests it of a running one; nothing where the job has ended or never was. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<JobRow> cancel(long id) {
        return query(CANCEL).setParameter("id", id).uniqueResultOptional();
    }

    /** Queues a job again whose instance stops, as if this attempt had never been; else fails it. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<JobRow> giveBack(JobRun run, String error) {
        return query(GIVE_BACK).setParameter("returned", run.attemptsAllowed() > 1 ? 1 : 0)
                .setParameter("error", error).setParameter("id", run.id()).setParameter("owner", run.owner())
                .uniqueResultOptional();
    }

    /** Queues again or fails the jobs whose instances have given no sign of life for that long, but for these owners'. */
    @Transactional(TxType.REQUIRES_NEW)
    List<JobRow> bury(Duration silence, String[] owners, String error) {
        return query(BURY).setParameter("returned", 0).setParameter("error", error)
                .setParameter("seconds", silence.toMillis() / 1e3).setParameter("owners", owners).getResultList();
    }

    private NativeQuery<JobRow> query(String sql) {
        return nativeQuery(sql, JobRow.class);
    }

    @SuppressWarnings("unchecked") // unwrap knows no type parameters
    private <R> NativeQuery<R> nativeQuery(String sql, Class<R> type) {
        return entityManager.createNativeQuery(sql, type).unwrap(NativeQuery.class);
    }
}
