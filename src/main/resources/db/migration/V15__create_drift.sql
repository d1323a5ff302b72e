-- How the champions' segments have changed since the training, from the rows' assignment. No thresholds here: what is too
-- much is for those to say who read it.
create function kindred.segment_drift(only_model text default null)
returns table (model text, version integer, segment_id bigint, label text, training_rows bigint, rows bigint,
               training_mean_distance double precision, mean_distance double precision, rows_beyond_p99 bigint)
language sql stable parallel safe
begin atomic
    with champion as not materialized (
        select m.id, m.name, m.version, m.rows, m.skipped_rows
          from public.model_alias a
          join public.kmeans_model m on m.name = a.model_name and m.version = a.version
         where a.alias = 'champion' and (only_model is null or m.name = only_model)
    ), training as not materialized (
        select c.model_id, s.segment_id, c.size, c.mean_distance, c.p99_distance
          from public.kmeans_centroid c
          join public.model_segment s on s.model_id = c.model_id and s.cluster = c.cluster
    ), present as (
        -- real, as the distances are stored: a row that lay on its p99 in training is not beyond it
        select a.model_id, a.segment_id, count(*) as rows, sum(a.distance::float8) as distances,
               count(*) filter (where a.distance > t.p99_distance::real) as beyond
          from champion c
          join public.assignment a on a.model_id = c.id
          left join training t on t.model_id = a.model_id and t.segment_id = a.segment_id
         group by a.model_id, a.segment_id
    ), expected as (
        select c.id, c.name, c.version, t.segment_id, t.size, t.mean_distance, t.p99_distance is not null as has_p99
          from champion c join training t on t.model_id = c.id
        union all -- those in no segment: without a vector, or noise
        select c.id, c.name, c.version, null,
               c.skipped_rows + c.rows - (select sum(t.size) from training t where t.model_id = c.id)::bigint, null,
               false
          from champion c
    )
    select e.name, e.version, e.segment_id, s.label, e.size, coalesce(p.rows, 0), e.mean_distance,
           p.distances / p.rows, case when e.has_p99 then coalesce(p.beyond, 0) end
      from expected e
      left join present p on p.model_id = e.id and p.segment_id is not distinct from e.segment_id
      left join public.segment s on s.id = e.segment_id
     order by e.name, e.segment_id;
end;
comment on function kindred.segment_drift(text) is
    'per champion, or that of one model, and segment: rows and their mean distance at the training and in the assignment '
    'now; the row without a segment_id counts those that are in none';

-- The population stability index is the sum of (share now - share then) * ln(share now / share then) over the segments.
-- An empty one has no logarithm: half a row stands in for it.
create function kindred.model_drift(only_model text default null)
returns table (model text, version integer, training_rows bigint, rows bigint, psi double precision,
               training_mean_distance double precision, mean_distance double precision,
               beyond_p99 double precision, training_without_segment double precision,
               without_segment double precision, segments jsonb)
language sql stable parallel safe
begin atomic
    with segment_row as (
        select d.*, d.segment_id is not null as is_in_one,
               case when d.segment_id is not null
                    then greatest(d.training_rows, 0.5)
                         / nullif(sum(d.training_rows) filter (where d.segment_id is not null) over of_model, 0) end::float8
                   as training_share,
               case when d.segment_id is not null
                    then greatest(d.rows, 0.5)
                         / nullif(sum(d.rows) filter (where d.segment_id is not null) over of_model, 0) end::float8
                   as share
          from kindred.segment_drift(only_model) d
        window of_model as (partition by d.model)
    )
    select r.model, r.version, sum(r.training_rows)::bigint, sum(r.rows)::bigint,
           sum((r.share - r.training_share) * ln(r.share / r.training_share)) filter (where r.is_in_one),
           sum(r.training_rows * r.training_mean_distance)
               / nullif(sum(r.training_rows) filter (where r.training_mean_distance is not null), 0)::float8,
           sum(r.rows * r.mean_distance) / nullif(sum(r.rows) filter (where r.mean_distance is not null), 0)::float8,
           sum(r.rows_beyond_p99)::float8 / nullif(sum(r.rows) filter (where r.rows_beyond_p99 is not null), 0)::float8,
           (sum(r.training_rows) filter (where not r.is_in_one))::float8 / nullif(sum(r.training_rows), 0)::float8,
           (sum(r.rows) filter (where not r.is_in_one))::float8 / nullif(sum(r.rows), 0)::float8,
           jsonb_agg(jsonb_build_object('id', r.segment_id, 'label', r.label, 'trainingRows', r.training_rows,
                                        'rows', r.rows) order by r.segment_id) filter (where r.is_in_one)
      from segment_row r
     group by r.model, r.version
     order by r.model;
end;
comment on function kindred.model_drift(text) is
    'per champion, or that of one model: population stability index of the segments'' shares, mean distance, share of '
    'rows beyond the training''s 99th percentile (1 % is expected) and in no segment; NULL where it can''t be known';
