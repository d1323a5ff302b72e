-- Long work: one row a job. Instances take queued rows, write a heartbeat while they work, and end a row in the same
-- transaction that stores what the work has made.
create table job (
    id               bigint generated always as identity primary key,
    kind             varchar(40)  not null,
    parameters       jsonb        not null default '{}',
    state            varchar(9)   not null default 'queued'
                     check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    progress         real         not null default 0 check (progress between 0 and 1),
    phase            varchar(200),
    result           jsonb,
    error            jsonb,
    attempts         smallint     not null default 0,
    attempts_allowed smallint     not null default 1,
    cancel_requested boolean      not null default false,
    owner            uuid,
    heartbeat_at     timestamptz,
    created_at       timestamptz  not null default clock_timestamp(),
    started_at       timestamptz,
    finished_at      timestamptz,
    constraint job_owned_while_running
        check ((state = 'running') = (owner is not null) and (owner is null) = (heartbeat_at is null)),
    constraint job_finished_at_its_end
        check ((state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)),
    constraint job_error_where_failed check ((state = 'failed') = (error is not null)),
    constraint job_result_where_succeeded check (result is null or state = 'succeeded')
);
comment on column job.owner is 'one attempt of one instance: a new value each time the job is taken, so that an attempt given up for dead can''t end the next one';
comment on column job.attempts_allowed is 'what the kind of job allows; known to the instance that takes it';
comment on column job.error is 'as problem details: status, title, detail';

-- The few rows that anybody looks for; it leaves heartbeats and progress alone, so that they stay cheap (HOT) updates.
create index job_unfinished on job (state, id) where state in ('queued', 'running');

-- One way to wake up whoever waits: workers (queued), the worker of a cancelled job (cancelling), clients that wait for
-- the end or follow the events (every change).
create function kindred.notify_job() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_notify('kindred_job', new.id || ' '
        || case when new.state = 'running' and new.cancel_requested then 'cancelling' else new.state end);
    return null;
end
$$;

create trigger job_inserted after insert on job for each row execute function kindred.notify_job();

create trigger job_changed after update on job for each row
    when ((old.state, old.progress, old.phase, old.cancel_requested)
          is distinct from (new.state, new.progress, new.phase, new.cancel_requested))
    execute function kindred.notify_job();

-- Queues a training, for clients with no rights on the table job. What they may train on is decided by their own right
-- to read it, asked for session_user because current_user is this function's owner; which tables Kindred may read at
-- all is decided by its setting kindred.tables when the job runs.
create function kindred.train_kmeans(table_name text, columns text[], clusters integer, name text default null,
                                     seed bigint default 0) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    found_table oid;
    found_name  text;
    model_name  text;
    job_id      bigint;
begin
    if clusters is null or clusters < 1 then
        raise exception 'clusters must be at least 1' using errcode = 'invalid_parameter_value';
    end if;
    if array_position(columns, null) is not null then
        raise exception 'columns must not hold NULL' using errcode = 'invalid_parameter_value';
    end if;

    -- As in dev.kindred.catalog.Catalog: compared exactly, schema public first, no system schemas.
    select c.oid, case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end
      into found_table, found_name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f')
       and n.nspname <> 'information_schema' and n.nspname not like 'pg\_%'
       and (n.nspname = 'public' and c.relname = train_kmeans.table_name
            or n.nspname || '.' || c.relname = train_kmeans.table_name)
       and has_schema_privilege(session_user, n.oid, 'usage')
     order by n.nspname = 'public' desc, n.nspname
     limit 1;
    if not found then
        raise exception 'there is no table or view "%"', table_name
            using errcode = 'undefined_table', hint = 'write it as table (schema public) or schema.table, unquoted';
    end if;
    if not has_table_privilege(session_user, found_table, 'select') then
        raise exception 'permission denied for table %', found_name using errcode = 'insufficient_privilege';
    end if;

    model_name := coalesce(name, found_name);
    if model_name !~ '^[a-z0-9][a-z0-9_.-]{0,99}$' then
        raise exception 'a model can''t be called "%"', model_name
            using errcode = 'invalid_parameter_value',
                  hint = 'give a name of small letters, digits, _, . and -, of at most 100 characters';
    end if;

    insert into public.job (kind, parameters)
    values ('train', jsonb_build_object('name', model_name, 'table', found_name,
                                        'columns', to_jsonb(coalesce(columns, '{}')), 'clusters', clusters,
                                        'seed', coalesce(seed, 0)))
    returning id into job_id;
    return job_id;
end
$$;
revoke all on function kindred.train_kmeans(text, text[], integer, text, bigint) from public;
comment on function kindred.train_kmeans(text, text[], integer, text, bigint) is
    'queues a training and gives the id of its job; no columns means all numeric ones but the primary key';
