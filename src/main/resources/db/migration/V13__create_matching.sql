-- How the segments of a version follow from those of another: what was compared, and what became of which segment.
create table model_matching (
    model_id     bigint primary key references kmeans_model on delete cascade,
    reference_id bigint references kmeans_model on delete set null,
    basis        text  not null check (basis in ('both', 'members', 'centroids', 'none')),
    report       jsonb not null
);
create index on model_matching (reference_id);
comment on column model_matching.reference_id is
    'the version whose segments were carried over; NULL where there was none, or it was deleted since';

alter table model_segment add column stability real check (stability between 0 and 1);
comment on column model_segment.stability is
    'mean Jaccard index of the cluster with its likeness in clusterings of resampled rows; NULL until it was measured';

-- The versions that have a segment.
create index on model_segment (segment_id);
