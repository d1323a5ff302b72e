package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.kindred.embedded.PackagedInstances;

/** A killed process leaves no half model and no job that stays running. */
class CrashIT extends PackagedInstances {

    @BeforeEach
    void makeRows() throws Exception {
        execute("create table noise (id integer primary key, a real, b real, c real, d real, e real, f real)");
        execute("insert into noise select i, random(), random(), random(), random(), random(), random() "
                + "from generate_series(1, 400000) as i");
    }

    private String submit(int clusters, String more) throws SQLException {
        return value(
                """
                        insert into job (kind, parameters) values ('train', '{"name": "crash", "table": "noise", "clusters": %d%s}')
                        returning id"""
                        .formatted(clusters, more));
    }

    @Test
    void aJobKilledTwiceFailsAndOneKilledOnceIsDoneOnce() throws Exception {
        String endless = submit(500, ", \"tolerance\": 0, \"maxIterations\": 100000");
        await("select phase like 'reading%' from job where id = " + endless, "t");
        latest().kill();
        assertThat(value("select state from job where id = " + endless)).isEqualTo("running");

        start();
        await("select attempts = 2 and phase like '%iteration%' from job where id = " + endless, "t");
        latest().kill();

        start();
        await("select state from job where id = " + endless, "failed");
        assertThat(value("select error->>'detail' from job where id = " + endless))
                .isEqualTo(
                        "The instance that ran this job ended before the job did. Nothing of it was stored; start it again.");
        assertThat(value("select count(*) from kmeans_model")).isEqualTo("0");
        assertThat(value("select count(*) from kmeans_centroid")).isEqualTo("0");

        String brief = submit(40, ", \"tolerance\": 0");
        await("select phase like '%iteration%' from job where id = " + brief, "t");
        latest().kill();
        start();
        await("select state from job where id = " + brief, "succeeded");
        assertThat(value("select attempts from job where id = " + brief)).isEqualTo("2");
        assertThat(value("select count(*) from kmeans_model")).isEqualTo("1");
        assertThat(value("select count(*) from job where state = 'running'")).isEqualTo("0");
    }

    @Test
    void anActivationKilledInItsMiddleLeavesTheOldVectorsAndIsDoneByTheNextInstance() throws Exception {
        String oldVector = "[0,0,0.5,0,0,0]";
        execute("""
                insert into customer (age, income, embedding)
                select 45, 45000, '%s' from generate_series(1, 150000)""".formatted(oldVector));
        execute("""
                insert into recipe (name, version, table_name, normalization, features, fitted)
                select name, 2, table_name, normalization, jsonb_set(features, '{2,weight}', '3'), true from recipe""");
        String activation = value("""
                insert into job (kind, parameters) values ('activate-recipe', '{"name": "customer", "version": 2}')
                returning id""");
        await("select count(*) > 0 from pg_attribute where attname = 'embedding_next'", "t");
        await("select progress > 0.05 from job where id = " + activation, "t");
        latest().kill();
        assertThat(value("select count(*) from customer where embedding <> '%s'".formatted(oldVector))).isEqualTo("0");
        assertThat(value("select version from recipe where active")).isEqualTo("1");

        start();
        await("select state from job where id = " + activation, "succeeded");
        assertThat(value("select attempts from job where id = " + activation)).isEqualTo("2");
        assertThat(value("select version from recipe where active")).isEqualTo("2");
        assertThat(value("select count(*) from customer where embedding <> '[0,0,1.5,0,0,0]'")).isEqualTo("0");
        assertThat(value("select count(*) from pg_attribute where attname = 'embedding_next'")).isEqualTo("0");
    }

    @Test
    void anAssignmentKilledInItsMiddleLeavesTheOldLabelsAndIsDoneByTheNextInstance() throws Exception {
        await("select state from job where id = " + submit(3, ", \"maxIterations\": 3"), "succeeded");
        String model = value("select id from kmeans_model");
        String parameters = "insert into job (kind, parameters) values ('assign', '{\"model\": %s}') returning id"
                .formatted(model);
        await("select state from job where id = " + value(parameters), "succeeded");
        execute("update noise set a = 9 where id <= 300000");
        String labels = "select count(*) || ' ' || sum(hashtext(row_key || segment_id || distance)::bigint) from assignment";
        String old = value(labels);
        assertThat(old).startsWith("400000 ");

        String again = value(parameters);
        await("select phase = 'labelling' from job where id = " + again, "t");
        latest().kill();
        assertThat(value("select state from job where id = " + again)).isEqualTo("running");
        assertThat(value(labels)).isEqualTo(old);

        start();
        await("select state from job where id = " + again, "succeeded");
        assertThat(value("select attempts from job where id = " + again)).isEqualTo("2");
        assertThat(value("select result->>'changed' from job where id = " + again)).isEqualTo("300000");
        assertThat(value(labels)).startsWith("400000 ").isNotEqualTo(old);
        assertThat(value("select count(*) from assigned_model where job_id is null")).isEqualTo("1");
    }
}
