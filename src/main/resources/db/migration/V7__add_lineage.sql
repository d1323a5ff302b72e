-- How a model was made, and how good it is.
alter table kmeans_model
    add metric             text not null default 'euclidean' check (metric in ('euclidean', 'cosine')),
    add algorithm          text not null default 'exact',
    add initialization     text not null default 'plus_plus',
    add started_from       bigint references kmeans_model,
    add restarts           integer not null default 10,
    add max_iterations     integer not null default 300,
    add tolerance          double precision not null default 1e-4,
    add weights            text,
    add davies_bouldin     double precision,
    add calinski_harabasz  double precision,
    add silhouette         double precision,
    add silhouette_rows    integer not null default 0,
    add silhouette_sampled boolean not null default false,
    add content_hash       char(64) not null default '',
    add snapshot           text not null default '',
    add engine_version     text not null default '0',
    add kernel             text not null default 'plain',
    add way                text not null default 'exact_in_memory',
    add restart_rows       bigint not null default 0,
    add jvm                text not null default '',
    add load_seconds       double precision not null default 0,
    add fit_seconds        double precision not null default 0,
    add store_seconds      double precision not null default 0,
    add sweep              jsonb;

alter table kmeans_centroid
    add mean_distance double precision,
    add p99_distance  double precision;

-- The centroids of a cosine model have length 1. Among vectors of length 1 the nearest is the one of the smallest angle,
-- so one order serves both metrics. An all-zero vector has no angle and so no cluster.
create or replace function kindred.nearest_centroid(model_id bigint, point public.vector) returns integer
language sql stable strict parallel safe
return (select c.cluster
          from public.kmeans_centroid c
          join public.kmeans_model m on m.id = c.model_id
         where c.model_id = nearest_centroid.model_id
           and (m.metric <> 'cosine' or public.vector_norm(point) > 0)
         order by c.centroid operator(public.<->)
                  case m.metric when 'cosine' then public.l2_normalize(point) else point end, c.cluster
         limit 1);
