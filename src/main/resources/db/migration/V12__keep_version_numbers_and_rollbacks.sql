-- ---- Version numbers ---------------------------------------------------------------------------------------------------
-- One row for each name that was ever used: a version's number is never given again, even when the version is deleted.
create table model_name (
    name         varchar(100) primary key,
    last_version integer      not null check (last_version > 0)
);
comment on table model_name is 'the highest version that each name has ever had';
insert into model_name select m.name, max(m.version) from kmeans_model m group by m.name;

-- A trigger, so that no way to store a version can forget it.
create function kindred.remember_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.model_name as known (name, last_version) values (new.name, new.version)
        on conflict (name) do update set last_version = greatest(known.last_version, excluded.last_version);
    return null;
end
$$;
create trigger kmeans_model_stored after insert on kmeans_model
    for each row execute function kindred.remember_version();

-- ---- Rollbacks ---------------------------------------------------------------------------------------------------------
-- A rollback brings back what an earlier move had made. That it did so is part of the history, so that the next rollback
-- goes further back instead of to and fro.
alter table model_alias_history add restores bigint references model_alias_history;
alter table model_alias add restores bigint;
comment on column model_alias_history.restores is 'of a rollback: the move whose version it brought back; else NULL';

-- An update that leaves the column as it was is no rollback.
create function kindred.begin_move() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.restores is not distinct from old.restores then
        new.restores := null;
    end if;
    return new;
end
$$;
create trigger model_alias_moving before update on model_alias
    for each row execute function kindred.begin_move();

create or replace function kindred.remember_alias() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.model_alias_history (model_name, alias, version, reason, changed_by, changed_at, restores)
    values (new.model_name, new.alias, new.version, new.reason, new.changed_by, clock_timestamp(), new.restores);
    return null;
end
$$;

-- ---- Imports -----------------------------------------------------------------------------------------------------------
-- What an import can't know stays NULL.
alter table kmeans_model
    alter column algorithm drop not null,
    alter column algorithm drop default,
    alter column initialization drop not null,
    alter column initialization drop default,
    alter column content_hash drop not null,
    alter column content_hash drop default,
    alter column engine_version drop not null,
    alter column engine_version drop default;
