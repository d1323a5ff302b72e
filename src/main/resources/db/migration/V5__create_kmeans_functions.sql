-- Prediction for any SQL client, with no Kindred process needed. A model is named by its name, which means its newest
-- version, or by its id. Distances are euclidean; of several equally near centroids the lowest cluster wins.

create function kindred.model_id(model text) returns bigint
language plpgsql stable strict parallel safe as $$
declare
    newest bigint;
begin
    select m.id into newest from public.kmeans_model m where m.name = model_id.model order by m.version desc limit 1;
    if not found then
        raise exception 'there is no model "%"', model using errcode = 'no_data_found';
    end if;
    return newest;
end
$$;
comment on function kindred.model_id(text) is 'the id of the newest version of a model; an error where there is none';

create function kindred.model_id(model bigint) returns bigint
language plpgsql stable strict parallel safe as $$
begin
    if not exists (select from public.kmeans_model m where m.id = model_id.model) then
        raise exception 'there is no model with id %', model using errcode = 'no_data_found';
    end if;
    return model;
end
$$;
comment on function kindred.model_id(bigint) is 'the same id; an error where there is no such model';

create function kindred.kmeans_centroids(model bigint)
returns table (cluster integer, size bigint, centroid public.vector)
language sql stable parallel safe
begin atomic
    select c.cluster, c.size, c.centroid
      from public.kmeans_centroid c
     where c.model_id = (select kindred.model_id(kmeans_centroids.model))
     order by c.cluster;
end;

create function kindred.kmeans_centroids(model text)
returns table (cluster integer, size bigint, centroid public.vector)
language sql stable parallel safe
begin atomic
    select c.cluster, c.size, c.centroid from kindred.kmeans_centroids(kindred.model_id(kmeans_centroids.model)) c;
end;

create function kindred.nearest_centroid(model_id bigint, point public.vector) returns integer
language sql stable strict parallel safe
return (select c.cluster
          from public.kmeans_centroid c
         where c.model_id = nearest_centroid.model_id
         order by c.centroid operator(public.<->) nearest_centroid.point, c.cluster
         limit 1);
comment on function kindred.nearest_centroid(bigint, public.vector) is
    'the work behind predict_kmeans; the model must exist';

-- The four below are not strict and no more than one expression, so that PostgreSQL inlines them into the calling
-- statement: 100,000 rows then take 0.5 s instead of 3 s. Arrays are anyarray rather than real[] because double
-- precision[] would not be accepted for that. A row with a NULL element has no cluster.

create function kindred.predict_kmeans(model bigint, point public.vector) returns integer
language sql stable parallel safe
return kindred.nearest_centroid(kindred.model_id(model), point);

create function kindred.predict_kmeans(model text, point public.vector) returns integer
language sql stable parallel safe
return kindred.nearest_centroid(kindred.model_id(model), point);

create function kindred.predict_kmeans(model bigint, point anyarray) returns integer
language sql stable parallel safe as $$
    select case when array_position(point, null) is null
                then kindred.nearest_centroid(kindred.model_id(model), point::real[]::public.vector) end
$$;

create function kindred.predict_kmeans(model text, point anyarray) returns integer
language sql stable parallel safe as $$
    select case when array_position(point, null) is null
                then kindred.nearest_centroid(kindred.model_id(model), point::real[]::public.vector) end
$$;

create function kindred.predict_kmeans_all(model bigint, points anyarray) returns integer[]
language plpgsql stable strict parallel safe as $$
declare
    width integer := coalesce(array_length(points, 2), array_length(points, 1));
begin
    if array_ndims(points) > 2 then
        raise exception 'points must be an array of rows, but has % dimensions', array_ndims(points)
            using errcode = 'array_subscript_error';
    end if;
    return coalesce((
        select array_agg(kindred.predict_kmeans(model, p.point) order by p.row)
          from (select (e.position - 1) / width as row, array_agg(e.value order by e.position) as point
                  from unnest(points) with ordinality as e (value, position)
                 group by 1) as p), '{}');
end
$$;

create function kindred.predict_kmeans_all(model text, points anyarray) returns integer[]
language sql stable strict parallel safe as $$
    select kindred.predict_kmeans_all(kindred.model_id(model), points)
$$;

comment on function kindred.kmeans_centroids(text) is 'the centroids of the newest version of a model';
comment on function kindred.kmeans_centroids(bigint) is 'the centroids of a model';
comment on function kindred.predict_kmeans(text, anyarray) is 'the cluster of a row given as an array; NULL where an element is';
comment on function kindred.predict_kmeans(bigint, anyarray) is 'the cluster of a row given as an array; NULL where an element is';
comment on function kindred.predict_kmeans(text, public.vector) is 'the cluster of a row given as a vector';
comment on function kindred.predict_kmeans(bigint, public.vector) is 'the cluster of a row given as a vector';
comment on function kindred.predict_kmeans_all(text, anyarray) is 'the clusters of the rows of a two-dimensional array';
comment on function kindred.predict_kmeans_all(bigint, anyarray) is 'the clusters of the rows of a two-dimensional array';
