package dev.kindred.customer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.profile.IfBuildProfile;

import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.Recipes;

/** Customers to play with in dev mode: students, young professionals, families and pensioners, with some gaps. */
@ApplicationScoped
@IfBuildProfile("dev")
public class SyntheticCustomers {

    private static final String PEOPLE = """
            create temporary table synthetic_customer on commit drop as
            with person as materialized (
                select i, 1 + floor(random() * 4)::integer as kind, random_normal() as z_age,
                       random_normal() as z_income, random() as u_active, random() as u_gender, random() as u_plan,
                       random() as u_tenure, random() as u_gap
                  from generate_series(1, %d) as i)
                select i,
                       case when u_gap < 0.02 then null
                            else greatest(16, (array[22, 31, 44, 69])[kind] + (array[2.5, 4, 6, 7])[kind] * z_age)::integer
                       end as age,
                       case when u_gap between 0.02 and 0.05 then null
                            else greatest(0, round(((array[13000, 47000, 70000, 27000])[kind]
                                 + (array[4000, 10000, 16000, 6000])[kind] * z_income)::numeric, -2))::float8
                       end as income,
                       u_active < (array[0.9, 0.8, 0.75, 0.5])[kind] as is_active,
                       case when u_gender < 0.48 then 'female' when u_gender < 0.95 then 'male'
                            when u_gender < 0.97 then 'other' end as gender,
                       jsonb_build_object('plan', case when u_plan < 0.6 then 'free' when u_plan < 0.9 then 'pro' else 'team' end,
                                          'tenureMonths', floor(u_tenure * 72)) as attributes
                  from person
            """;

    private static final String INSERT = """
            insert into customer (external_id, age, income, is_active, gender, attributes, embedding)
            select 'demo-' || i, age, income, is_active, gender, attributes, %s
              from synthetic_customer as c
             order by i
            """;

    private final AgroalDataSource dataSource;
    private final Recipes recipes;

    SyntheticCustomers(AgroalDataSource dataSource, Recipes recipes) {
        this.dataSource = dataSource;
        this.recipes = recipes;
    }

    /** Makes them where there are no customers yet; the same ones each time. The recipe is fitted to them. */
    @Transactional
    public void makeIfNone(int count) {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            try (ResultSet any = statement.executeQuery("select 1 from customer limit 1")) {
                if (any.next()) {
                    return;
                }
            }
            statement.execute("select setseed(0.42)");
            statement.execute(PEOPLE.formatted(count));
            Recipe recipe = recipes.fitFrom(connection, Customers.RECIPE, "synthetic_customer");
            statement.execute(INSERT.formatted(recipe.expression("c")));
        } catch (SQLException failure) {
            throw new IllegalStateException("The synthetic customers could not be made", failure);
        }
    }
}
