package dev.kindred.customer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import io.quarkus.arc.profile.IfBuildProfile;

/** Customers to play with in dev mode: students, young professionals, families and pensioners, with some gaps. */
@ApplicationScoped
@IfBuildProfile("dev")
public class SyntheticCustomers {

    private static final String INSERT = """
            with person as materialized (
                select i, 1 + floor(random() * 4)::integer as kind, random_normal() as z_age,
                       random_normal() as z_income, random() as u_active, random() as u_gender, random() as u_plan,
                       random() as u_tenure, random() as u_gap
                  from generate_series(1, :count) as i),
            c as materialized (
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
                  from person),
            s as (
                update recipe
                   set fitted = true,
                       statistics = (select jsonb_build_object(
                           'ageMean', avg(age), 'ageDeviation', stddev_pop(age),
                           'incomeMean', avg(income), 'incomeDeviation', stddev_pop(income),
                           'activeShare', avg(is_active::integer)) from c)
                 where name = 'customer' and version = 1
             returning statistics)
            insert into customer (external_id, age, income, is_active, gender, attributes, embedding)
            select 'demo-' || i, age, income, is_active, gender, attributes, %s
              from c cross join s
             order by i
            """
            .formatted(CustomerRecipe.SQL);

    private final EntityManager entityManager;

    SyntheticCustomers(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Makes them where there are no customers yet; the same ones each time. The recipe is fitted to them. */
    @Transactional
    public void makeIfNone(int count) {
        boolean isEmpty = entityManager.createQuery("select 1 from Customer", Integer.class).setMaxResults(1)
                .getResultList().isEmpty();
        if (isEmpty) {
            entityManager.createNativeQuery("select setseed(0.42)", Object.class).getSingleResult();
            entityManager.createNativeQuery(INSERT).setParameter("count", count).executeUpdate();
        }
    }
}
