package dev.kindred.customer;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;

import org.hibernate.exception.ConstraintViolationException;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

import dev.kindred.catalog.Catalog;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.NotFound;
import dev.kindred.query.Filter;
import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.Recipes;

/** The stored customers. */
@ApplicationScoped
public class Customers implements PanacheRepository<Customer> {

    /** The recipe whose active version fills the customers' vectors. */
    static final String RECIPE = "customer";

    private final Recipes recipes;
    private final Catalog catalog;
    private final Event<CustomersChanged> changes;

    Customers(Recipes recipes, Catalog catalog, Event<CustomersChanged> changes) {
        this.recipes = recipes;
        this.catalog = catalog;
        this.changes = changes;
    }

    /** That customer, or {@link NotFound}. */
    Customer get(long id) {
        return findByIdOptional(id).orElseThrow(() -> unknown(id));
    }

    static NotFound unknown(long id) {
        return new NotFound("There is no customer %d.".formatted(id));
    }

    /** Customers in the order of their ids, as far as the filter (RSQL, or null for all) lets them pass. */
    List<Customer> page(String rsql, long after, int limit) {
        Filter filter = Filter.parse(rsql, catalog.dataSet("customer"), "c");
        return filter.isAll()
                ? find("id > ?1 order by id", after).page(0, limit).list()
                : find("id in ?1 order by id", ids(filter, after, limit)).list();
    }

    /** Of the rows first: a native query of whole entities would read their vectors, too. */
    @SuppressWarnings("unchecked") // of the class named below
    private List<Long> ids(Filter filter, long after, int limit) {
        Query query = getEntityManager().createNativeQuery("select c.id from customer c where c.id > ? and "
                + filter.sql() + " order by c.id limit ?", Long.class).setParameter(1, after);
        int next = 2;
        for (Object value : filter.values()) {
            query.setParameter(next++, value);
        }
        return query.setParameter(next, limit).getResultList();
    }

    @Transactional
    Customer add(CustomerProfile profile) {
        return write(new Customer(), profile, recipes.activeForWriting(RECIPE));
    }

    /** Puts a new profile in the place of the old one; what it leaves out is unknown from then on. */
    @Transactional
    Customer replace(long id, CustomerProfile profile) {
        Recipe active = recipes.activeForWriting(RECIPE); // before the table, as an activation locks them
        return write(get(id), profile, active);
    }

    private Customer write(Customer customer, CustomerProfile profile, Recipe active) {
        customer.describe(profile, active);
        try {
            persistAndFlush(customer);
        } catch (ConstraintViolationException notUnique) {
            throw new Conflict("There is a customer with externalId '%s' already.".formatted(profile.externalId()));
        }
        changes.fire(CustomersChanged.of(customer.id));
        return customer;
    }

    @Transactional
    void remove(long id) {
        delete(get(id));
        flush();
        changes.fire(CustomersChanged.of(id));
    }
}
