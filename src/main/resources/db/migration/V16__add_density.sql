-- Clusterings by density (DBSCAN, HDBSCAN), which label the rows of a table and can't predict others; and k-means that was
-- fitted on a sample.
alter table kmeans_model
    drop constraint kmeans_model_clusters_check,
    alter model          drop not null,
    alter sha256         drop not null,
    alter initialization drop not null,
    alter restarts       drop not null,
    alter max_iterations drop not null,
    alter tolerance      drop not null,
    add mode             text   not null default 'full' check (mode in ('full', 'quick')),
    add epsilon          double precision check (epsilon > 0),
    add min_points       integer check (min_points > 0),
    add min_cluster_size integer check (min_cluster_size > 1),
    add noise_rows       bigint not null default 0 check (noise_rows between 0 and rows),
    add constraint kmeans_model_hash_with_bytes check ((model is null) = (sha256 is null)),
    add constraint kmeans_model_predictor check (model is not null or algorithm in ('dbscan', 'hdbscan')),
    add constraint kmeans_model_clusters_check check (clusters > 0 or clusters = 0 and model is null);
comment on column kmeans_model.model is
    'the predictor as an ONNX file: features [n, d] -> cluster, distance; NULL where the algorithm has none';
comment on column kmeans_model.mode is 'quick: fitted on a sample, labels of all rows';
comment on column kmeans_model.noise_rows is 'of the rows those that are in no cluster';

create function kindred.refuse_prediction(model_id bigint) returns integer
language plpgsql stable strict parallel safe as $$
declare
    model public.kmeans_model;
begin
    select m.* into model from public.kmeans_model m where m.id = model_id;
    raise exception 'model "%" version % was made by %, which labels the rows that it was given and can''t predict others',
        model.name, model.version, model.algorithm
        using errcode = 'object_not_in_prerequisite_state',
              hint = format('read the labels in the table assignment, where model_id is %s, or train k-means', model.id);
end
$$;

-- As before, but an error where there is no predictor. It is looked for only where no cluster was found, so that the way to
-- one stays as fast as it was.
create or replace function kindred.nearest_centroid(model_id bigint, point public.vector) returns integer
language sql stable strict parallel safe
return coalesce(
    (select c.cluster
       from public.kmeans_centroid c
       join public.kmeans_model m on m.id = c.model_id
      where c.model_id = nearest_centroid.model_id
        and m.model is not null
        and (m.metric <> 'cosine' or public.vector_norm(point) > 0)
      order by c.centroid operator(public.<->)
               case m.metric when 'cosine' then public.l2_normalize(point) else point end, c.cluster
      limit 1),
    (select kindred.refuse_prediction(m.id)
       from public.kmeans_model m
      where m.id = nearest_centroid.model_id and m.model is null));
