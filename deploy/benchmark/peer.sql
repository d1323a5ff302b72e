-- The other way to train k-means in a database, as tutorials show it: an untrusted Python function reads the rows through
-- SPI, hands them to scikit-learn and returns the pickled estimator, which an INSERT keeps in a bytea column.
create extension plpython3u;

create table peer_model (id bigint generated always as identity primary key, model bytea not null);

create function peer_train(source text, columns text[], clusters integer) returns bytea
language plpython3u as $$
    import pickle
    import numpy
    from sklearn.cluster import KMeans

    listed = ", ".join(plpy.quote_ident(column) for column in columns)
    rows = plpy.execute("select %s from %s" % (listed, plpy.quote_ident(source)))
    points = numpy.array([[row[column] for column in columns] for row in rows])
    return pickle.dumps(KMeans(n_clusters=clusters, n_init=10, random_state=0).fit(points))
$$;

create function peer_inertia(model bytea) returns double precision
language plpython3u as $$
    import pickle
    return pickle.loads(model).inertia_
$$;

-- Asked in the server's own process, because that is where the libraries are loaded.
create function peer_versions() returns text
language plpython3u as $$
    import numpy, sklearn, sklearn.cluster, threadpoolctl
    pools = ["%s %s on %s threads" % (pool["internal_api"], pool["version"] or "of gcc", pool["num_threads"])
             for pool in threadpoolctl.threadpool_info()]
    return "scikit-learn %s, NumPy %s, %s" % (sklearn.__version__, numpy.__version__, ", ".join(sorted(pools)))
$$;
