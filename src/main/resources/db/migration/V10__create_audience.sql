-- Look-alike audiences: how each is defined, its customers by rank, and what its last refresh has changed.
create table audience (
    id          bigint generated always as identity primary key,
    name        varchar(100) not null unique check (name ~ '^[a-z0-9][a-z0-9_.-]*$'),
    definition  jsonb        not null,
    size        integer      not null check (size > 0),
    recipe_hash text         not null,
    report      jsonb        not null,
    created_at  timestamptz  not null default now(),
    computed_at timestamptz  not null default now()
);
comment on column audience.size is 'members when it was computed; those who were deleted since are missing among them';
comment on column audience.recipe_hash is 'of the recipe that made the vectors compared';

create table audience_member (
    audience_id bigint           not null references audience on delete cascade,
    customer_id bigint           not null references customer on delete cascade,
    rank        integer          not null check (rank > 0),
    score       double precision not null,
    primary key (audience_id, rank)
);
comment on column audience_member.score is 'distance to the seeds less the weighted distance to the unlikes; smaller is better';
-- Finds a deleted customer's rows; of the same columns the other way round the primary key finds an audience's.
create unique index audience_member_customer on audience_member (customer_id, audience_id);

create table audience_change (
    audience_id bigint  not null references audience on delete cascade,
    customer_id bigint  not null references customer on delete cascade,
    joined      boolean not null,
    primary key (customer_id, audience_id)
);
comment on table audience_change is 'who joined and who left with the last refresh';
create index audience_change_audience on audience_change (audience_id, joined desc, customer_id);

-- Only of audiences whose seeds fall into groups.
create table audience_seed (
    audience_id bigint   not null references audience on delete cascade,
    customer_id bigint   not null references customer on delete cascade,
    seed_group  smallint not null check (seed_group > 0),
    primary key (customer_id, audience_id)
);
create index audience_seed_audience on audience_seed (audience_id, seed_group, customer_id);
