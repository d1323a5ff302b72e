-- ---- Which version of a name is live -----------------------------------------------------------------------------------
-- One row an alias; what it pointed to before is in the history, which a trigger keeps, so that no way to move one can
-- forget it. An alias that was taken away points to nothing.
create table model_alias (
    model_name varchar(100) not null,
    alias      varchar(64)  not null check (alias ~ '^[a-z][a-z0-9_-]*$'),
    version    integer,
    reason     text,
    changed_by text         not null default session_user,
    primary key (model_name, alias),
    foreign key (model_name, version) references kmeans_model (name, version)
);
comment on table model_alias is 'movable pointers to one version of a model; a version that one points to can''t be deleted';
comment on column model_alias.version is 'NULL where the alias was taken away';

create table model_alias_history (
    id         bigint generated always as identity primary key,
    model_name varchar(100) not null,
    alias      varchar(64)  not null,
    version    integer,
    reason     text,
    changed_by text         not null,
    changed_at timestamptz  not null
);
create index on model_alias_history (model_name, alias, changed_at);
comment on table model_alias_history is 'every move of every alias; append-only';

create function kindred.remember_alias() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.model_alias_history (model_name, alias, version, reason, changed_by, changed_at)
    values (new.model_name, new.alias, new.version, new.reason, new.changed_by, clock_timestamp());
    return null;
end
$$;
create trigger model_alias_moved after insert or update on model_alias
    for each row execute function kindred.remember_alias();

create function kindred.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '% of % is refused: %', lower(tg_op), tg_table_name, tg_argv[0]
        using errcode = 'restrict_violation';
end
$$;
create trigger model_alias_kept before delete or truncate on model_alias
    for each statement execute function kindred.refuse_change('set its version to NULL instead');
create trigger model_alias_history_kept before update or delete or truncate on model_alias_history
    for each statement execute function kindred.refuse_change('the history is append-only');

-- A model is named by name, name@version or name@alias; a bare name is its champion where there is one, else its newest.
create or replace function kindred.model_id(model text) returns bigint
language plpgsql stable strict parallel safe as $$
declare
    model_name text;
    wanted     text;
    found_id   bigint;
begin
    if strpos(model, '@') = 0 then -- two looks into indexes in one statement: statements call this for every row
        select coalesce(
            (select m.id
               from public.model_alias a
               join public.kmeans_model m on m.name = a.model_name and m.version = a.version
              where a.model_name = model_id.model and a.alias = 'champion'),
            (select m.id from public.kmeans_model m where m.name = model_id.model order by m.version desc limit 1))
          into found_id;
    else
        model_name := split_part(model, '@', 1);
        wanted := substr(model, length(model_name) + 2);
        if wanted ~ '^[1-9][0-9]{0,8}$' then
            select m.id into found_id
              from public.kmeans_model m where m.name = model_name and m.version = wanted::integer;
        else
            select m.id into found_id
              from public.model_alias a
              join public.kmeans_model m on m.name = a.model_name and m.version = a.version
             where a.model_name = split_part(model_id.model, '@', 1) and a.alias = wanted;
        end if;
    end if;
    if found_id is null then
        raise exception 'there is no model "%"', model
            using errcode = 'no_data_found', hint = 'name, name@version or name@alias is right';
    end if;
    return found_id;
end
$$;
comment on function kindred.model_id(text) is
    'the id of the model that name (its champion, else its newest version), name@version or name@alias stands for';
comment on function kindred.kmeans_centroids(text) is 'the centroids of a model given as name, name@version or name@alias';

create table model_tag (
    model_id bigint       not null references kmeans_model on delete cascade,
    tag      varchar(100) not null,
    value    text         not null,
    primary key (model_id, tag)
);

-- A version can be deleted; what was trained from its centroids stays.
alter table kmeans_model
    drop constraint kmeans_model_started_from_fkey,
    add constraint kmeans_model_started_from_fkey foreign key (started_from) references kmeans_model on delete set null;

-- ---- Segments ----------------------------------------------------------------------------------------------------------
-- Permanent: a segment belongs to the name, not to a version, and stays when no version has it any more.
create table segment (
    id           bigint generated always as identity primary key,
    model_name   varchar(100) not null,
    label        text         not null,
    label_edited boolean      not null default false,
    colour       char(7)      not null check (colour ~ '^#[0-9a-f]{6}$'),
    created_at   timestamptz  not null default clock_timestamp()
);
create index on segment (model_name);
comment on column segment.label is 'by rule until a user has edited it';

-- Which cluster of a version is which segment; never two of a version the same.
create table model_segment (
    model_id   bigint  not null references kmeans_model on delete cascade,
    cluster    integer not null check (cluster >= 0),
    segment_id bigint  not null references segment,
    primary key (model_id, cluster),
    unique (model_id, segment_id)
);

-- Versions from before there were segments: each of their clusters is one of its own.
do $$
declare
    cluster_row record;
    new_segment bigint;
    palette     text[] := '{#4e79a7,#f28e2b,#59a14f,#e15759,#76b7b2,#edc948,#b07aa1,#9c755f}';
begin
    for cluster_row in
        select c.model_id, c.cluster, m.name
          from public.kmeans_centroid c join public.kmeans_model m on m.id = c.model_id order by c.model_id, c.cluster
    loop
        insert into public.segment (model_name, label, colour)
        values (cluster_row.name, 'cluster ' || cluster_row.cluster, palette[1 + cluster_row.cluster % 8])
        returning id into new_segment;
        insert into public.model_segment values (cluster_row.model_id, cluster_row.cluster, new_segment);
    end loop;
end
$$;

-- ---- Assignments -------------------------------------------------------------------------------------------------------
-- No foreign keys: a check a row would take longer than the writing. Rows go with their model (see the trigger below).
create table assignment (
    model_id   bigint not null,
    row_key    text   not null,
    segment_id bigint,
    distance   real,
    primary key (model_id, row_key)
);
comment on table assignment is 'which segment each row of a model''s table is in, complete for each model that is in it';
comment on column assignment.row_key is 'the row''s primary key as text; of several columns a JSON array';
comment on column assignment.segment_id is 'NULL for a row that is in none, such as noise';
comment on column assignment.distance is 'from the segment''s centre, in the units of the model''s vectors';

create function kindred.drop_assignments() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.assignment a where a.model_id = old.id;
    return null;
end
$$;
create trigger kmeans_model_deleted after delete on kmeans_model
    for each row execute function kindred.drop_assignments();

-- What the champions say about each row, for SQL clients and BI tools.
create view kindred.current_segment as
    select a.model_name as model, m.version, r.row_key, r.segment_id, s.label, r.distance
      from public.model_alias a
      join public.kmeans_model m on m.name = a.model_name and m.version = a.version
      join public.assignment r on r.model_id = m.id
      left join public.segment s on s.id = r.segment_id
     where a.alias = 'champion';
comment on view kindred.current_segment is 'the segment of each row by the champion of each model that was assigned';

create view kindred.customer_segment as
    select c.id as customer_id, a.model_name as model, m.version, r.segment_id, s.label, r.distance
      from public.model_alias a
      join public.kmeans_model m on m.name = a.model_name and m.version = a.version and m.table_name = 'customer'
      join public.customer c on true
      join public.assignment r on r.model_id = m.id and r.row_key = c.id::text
      left join public.segment s on s.id = r.segment_id
     where a.alias = 'champion';
comment on view kindred.customer_segment is 'the segment of each customer by the champions over customers';
