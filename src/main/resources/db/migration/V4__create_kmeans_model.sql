create table kmeans_model (
    id           bigint generated always as identity primary key,
    name         varchar(100)     not null check (name ~ '^[a-z0-9][a-z0-9_.-]*$'),
    version      integer          not null check (version > 0),
    table_name   text             not null,
    columns      text[]           not null,
    clusters     integer          not null check (clusters > 0),
    dimensions   integer          not null check (dimensions > 0),
    seed         bigint           not null,
    rows         bigint           not null,
    skipped_rows bigint           not null,
    inertia      double precision not null,
    iterations   integer          not null,
    seconds      double precision not null,
    model        bytea            not null,
    sha256       char(64)         not null,
    created_at   timestamptz      not null default now(),
    unique (name, version)
);
comment on column kmeans_model.model is 'the predictor as an ONNX file: features [n, d] -> cluster, distance';
comment on column kmeans_model.sha256 is 'of the column model at the time of training, in hexadecimal';

create table kmeans_centroid (
    model_id bigint  not null references kmeans_model on delete cascade,
    cluster  integer not null check (cluster >= 0),
    centroid vector  not null,
    size     bigint  not null,
    primary key (model_id, cluster)
);
