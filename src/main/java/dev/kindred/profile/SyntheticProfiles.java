package dev.kindred.profile;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;

/** Profiles of the made-up customers of dev mode: six circles of taste, each with topics and products of its own. */
@ApplicationScoped
@IfBuildProfile("dev")
class SyntheticProfiles {

    private static final int AFTER_CUSTOMERS = 2_000;

    private static final String INSERT = """
            with person as (select id, id % 6 as circle from customer where external_id like 'demo-%'),
            interested as (
                select id, string_agg(case when random() < case when topic % 6 = circle then 0.5 else 0.05 end
                                           then '1' else '0' end, '' order by topic)::bit(64) as interests
                  from person cross join generate_series(0, 63) as topic
                 group by id),
            bought as (
                select id, product, sum(amount) as amount
                  from (select id, 5 + 95 * random() as amount,
                               1 + floor(case when random() < 0.75 then 160 * circle + 30 * random()
                                              else 1000 * random() end)::integer as product
                          from person cross join generate_series(1, 12)) as purchase
                 group by id, product),
            basket as (
                select id, ('{' || string_agg(product || ':' || round(amount::numeric, 2), ',' order by product)
                            || '}/1000')::sparsevec(1000) as purchases
                  from bought group by id),
            tasted as (
                select id, array_agg(case when style % 6 = circle then 0.6 + 0.4 * random() else 0.4 * random() end
                                     order by style)::real[]::vector::halfvec(8) as taste
                  from person cross join generate_series(0, 7) as style
                 group by id)
            insert into buying_profile (customer_id, interests, purchases, taste)
            select id, interests, purchases, taste
              from interested join basket using (id) join tasted using (id) order by id
            """;

    private final AgroalDataSource dataSource;

    SyntheticProfiles(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Transactional
    void makeIfNone(@Observes @Priority(AFTER_CUSTOMERS) StartupEvent start) {
        if (BuyingProfile.count() > 0) {
            return;
        }
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("select setseed(0.42)");
            statement.execute(INSERT);
        } catch (SQLException failure) {
            throw new IllegalStateException("The synthetic profiles could not be made", failure);
        }
    }
}
