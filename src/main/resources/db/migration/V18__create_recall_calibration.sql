-- What searches by a vector index find of what there is to find, measured: the history of all indexes.
create table recall_calibration (
    id                 bigint generated always as identity primary key,
    index_name         text             not null,
    index_oid          bigint           not null,
    definition         text             not null,
    metric             text             not null,
    row_count          bigint           not null check (row_count >= 0),
    change_count       bigint           not null,
    query_count        integer          not null check (query_count > 0),
    seconds            double precision not null check (seconds >= 0),
    points             jsonb            not null check (jsonb_typeof(points) = 'array'),
    calibrated_at      timestamptz      not null default now()
);
create index recall_calibration_of_index on recall_calibration (index_name, id);
comment on table recall_calibration is 'recall and time of searches by vector indexes, measured against the exact answers';
comment on column recall_calibration.index_oid is
    'of the index that was measured; a rebuilt one of the same name has another, and its recall is not known yet';
comment on column recall_calibration.change_count is
    'rows ever inserted, updated or deleted in the table, as PostgreSQL counted them when it was measured';
comment on column recall_calibration.points is
    'an array of objects: share of rows kept by a filter, limit, setting (hnsw.ef_search or ivfflat.probes), recall, time';
