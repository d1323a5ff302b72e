package dev.kindred.recipe;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kindred.TestDatabase;

/** Puts the recipe of the customers back to what the migrations left, for tests that fit or activate one. */
@ApplicationScoped
public class RecipeFixture {

    private final TestDatabase database;

    RecipeFixture(TestDatabase database) {
        this.database = database;
    }

    /** No customers, no models of recipes, and version 1 of the recipe customer with its declared statistics. */
    public void reset() {
        database.execute(
                "delete from customer",
                "delete from kmeans_model where recipe_name is not null",
                "delete from model_name n where not exists (select from kmeans_model m where m.name = n.name)",
                "delete from recipe",
                """
                        insert into recipe (name, version, table_name, normalization, features, active)
                        values ('customer', 1, 'customer', 'none', '[
                            {"column": "age", "encode": "zscore", "weight": 1, "nulls": "mean",
                             "statistics": {"mean": 45, "deviation": 16}},
                            {"column": "income", "encode": "zscore", "weight": 1, "nulls": "mean",
                             "statistics": {"mean": 45000, "deviation": 25000}},
                            {"column": "is_active", "encode": "boolean", "weight": 1, "nulls": "mean",
                             "statistics": {"mean": 0.5}},
                            {"column": "gender", "encode": "onehot", "weight": 1, "nulls": "zero", "maxCategories": 3,
                             "statistics": {"categories": ["female", "male"], "shares": [0.5, 0.5], "otherShare": 0}}]',
                            true)""",
                "alter table customer alter column embedding type vector(6)");
    }
}
