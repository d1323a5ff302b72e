package dev.kindred.customer;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import org.postgresql.PGConnection;

import io.agroal.api.AgroalDataSource;

import dev.kindred.TestDatabase;
import dev.kindred.recipe.RecipeFixture;

/**
 * Customers of given vectors, for tests that compare searches with all rows. Row i has the id i + 1, an income from 0 up to
 * one million that has nothing to do with its vector, and its elements as the attributes f0, f1, ….
 */
@ApplicationScoped
class TestCustomers {

    private static final double INCOMES = 1_000_000;

    private final TestDatabase database;
    private final RecipeFixture recipes;
    private final AgroalDataSource dataSource;

    TestCustomers(TestDatabase database, RecipeFixture recipes, AgroalDataSource dataSource) {
        this.database = database;
        this.recipes = recipes;
        this.dataSource = dataSource;
    }

    /**
     * Some of the customers.
     *
     * @param rsql null for all
     * @param rows that it keeps
     */
    record Kept(String rsql, BitSet rows) {

        @Override
        public String toString() {
            return rsql == null ? "all" : rsql;
        }
    }

    /** What was stored: the vectors and the incomes, by row. */
    record Stored(float[][] vectors, int[] incomes) {

        Kept all() {
            return new Kept(null, TestVectors.all(vectors.length));
        }

        /** That share of the customers, whatever their vectors. */
        Kept byIncome(double share) {
            int bound = (int) Math.round(INCOMES * share);
            BitSet rows = new BitSet();
            IntStream.range(0, incomes.length).filter(row -> incomes[row] < bound).forEach(rows::set);
            return new Kept("income<" + bound, rows);
        }

        /** That share of the customers, on one side of a plane through their vectors. */
        Kept byVector(double share) {
            float[] elements = new float[vectors.length];
            for (int row = 0; row < elements.length; row++) {
                elements[row] = vectors[row][0];
            }
            Arrays.sort(elements);
            float bound = elements[(int) Math.round(elements.length * (1 - share))];
            BitSet rows = new BitSet();
            IntStream.range(0, vectors.length).filter(row -> vectors[row][0] >= bound).forEach(rows::set);
            return new Kept("attributes.f0>=" + bound, rows);
        }
    }

    /** Puts these in the place of all customers, under a recipe that makes just these vectors of their attributes. */
    Stored store(float[][] vectors) {
        recipes.reset();
        int dimensions = vectors[0].length;
        database.execute("update recipe set features = '[%s]'".formatted(IntStream.range(0, dimensions)
                .mapToObj(
                        """
                                {"attribute": "f%d", "encode": "raw", "weight": 1, "nulls": "zero", "statistics": {"mean": 0}}"""::formatted)
                .collect(Collectors.joining(","))),
                "alter table customer alter column embedding type vector(%d)".formatted(dimensions));
        int[] incomes = incomes(vectors.length);
        copy(vectors, incomes);
        database.execute("analyze customer");
        return new Stored(vectors, incomes);
    }

    /** Each income once, in equal steps, so that a share of them is a share of the rows to the row. */
    private static int[] incomes(int rows) {
        int[] order = TestVectors.drawn(new Random(11), rows, rows);
        return Arrays.stream(order).map(place -> (int) (INCOMES / rows * place)).toArray();
    }

    private void copy(float[][] vectors, int[] incomes) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < vectors.length; row++) {
            float[] vector = vectors[row];
            text.append(row + 1).append('\t').append(incomes[row]).append('\t').append(IntStream
                    .range(0, vector.length).mapToObj(i -> "\"f%d\": %s".formatted(i, Float.toString(vector[i])))
                    .collect(Collectors.joining(",", "{", "}"))).append('\t').append(Arrays.toString(vector))
                    .append('\n');
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.unwrap(PGConnection.class).getCopyAPI()
                    .copyIn("copy customer (id, income, attributes, embedding) from stdin", new StringReader(
                            text.toString()));
        } catch (SQLException | IOException failure) {
            throw new AssertionError(failure.getMessage(), failure);
        }
    }

    /** Leaves no customers, no index on their vectors, and the recipe of the migrations. */
    void remove() {
        List<String> indexes = database.column("""
                select quote_ident(c.relname) from pg_index x join pg_class c on c.oid = x.indexrelid
                  join pg_am a on a.oid = c.relam
                 where x.indrelid = 'customer'::regclass and a.amname in ('hnsw', 'ivfflat')""");
        indexes.forEach(index -> database.execute("drop index " + index));
        recipes.reset();
    }
}
