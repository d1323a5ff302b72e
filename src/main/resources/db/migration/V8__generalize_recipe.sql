-- A recipe becomes what it says: an ordered list of features, each with its encoding and the statistics fitted for it.

create function kindred.recipe_hash(table_name text, normalization text, features jsonb) returns text
language sql immutable strict parallel safe
return encode(sha256(convert_to(json_build_array(table_name, normalization, features::text)::text, 'UTF8')), 'hex');
comment on function kindred.recipe_hash(text, text, jsonb) is
    'SHA-256 of all that decides how a row becomes a vector, in hexadecimal; jsonb keeps one spelling of equal values';

alter table recipe
    add table_name text    not null default 'customer',
    add normalization  text    not null default 'none' check (normalization in ('none', 'l2')),
    add features   jsonb   check (jsonb_typeof(features) = 'array'),
    add active     boolean not null default false,
    add rows       bigint;
comment on column recipe.features is 'in the order of the vector; what was asked for and the statistics fitted from data';
comment on column recipe.active is 'whether it fills the column embedding of its table; at most one version of a name';
comment on column recipe.rows is 'that the statistics were fitted from; NULL while they are declared ones';

-- The one recipe there was so far, in the new words. It makes the same vectors as before.
update recipe
   set features = jsonb_build_array(
           jsonb_build_object('column', 'age', 'encode', 'zscore', 'weight', 1, 'nulls', 'mean',
               'statistics', jsonb_build_object('mean', statistics->'ageMean', 'deviation', statistics->'ageDeviation')),
           jsonb_build_object('column', 'income', 'encode', 'zscore', 'weight', 1, 'nulls', 'mean',
               'statistics', jsonb_build_object('mean', statistics->'incomeMean', 'deviation', statistics->'incomeDeviation')),
           jsonb_build_object('column', 'is_active', 'encode', 'boolean', 'weight', 1, 'nulls', 'mean',
               'statistics', jsonb_build_object('mean', statistics->'activeShare')),
           jsonb_build_object('column', 'gender', 'encode', 'onehot', 'weight', 1, 'nulls', 'zero', 'maxCategories', 3,
               'statistics', '{"categories": ["female", "male"], "shares": [0.5, 0.5], "otherShare": 0}'::jsonb)),
       active = version = (select max(newest.version) from recipe as newest where newest.name = recipe.name);

alter table recipe
    drop column statistics,
    alter features set not null,
    alter table_name drop default,
    alter normalization drop default,
    add hash text not null generated always as (kindred.recipe_hash(table_name, normalization, features)) stored,
    add constraint recipe_name_is_simple check (name ~ '^[a-z0-9][a-z0-9_.-]*$');

create unique index recipe_active on recipe (name) where active;

-- Vectors and models rely on a version being for ever what it was. Declared statistics are a draft, which fitting ends.
create function kindred.keep_recipe() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.fitted and (old.name, old.version, old.table_name, old.normalization, old.features, old.fitted, old.rows)
                      is distinct from (new.name, new.version, new.table_name, new.normalization, new.features, new.fitted, new.rows) then
        raise exception 'recipe %@% is fitted and never changes; make a new version', old.name, old.version
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;

create trigger recipe_kept before update on recipe for each row execute function kindred.keep_recipe();

comment on column customer.embedding is 'made by the active version of the recipe customer';

-- A model of plain columns has no recipe: its vectors are the columns as they are.
alter table kmeans_model
    add recipe_name    text,
    add recipe_version integer,
    add recipe_hash    text,
    add constraint kmeans_model_recipe_complete
        check (num_nulls(recipe_name, recipe_version, recipe_hash) in (0, 3));
