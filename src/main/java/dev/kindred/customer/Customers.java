package dev.kindred.customer;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.exception.ConstraintViolationException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.hibernate.orm.panache.PanacheRepository;

import dev.kindred.neighbor.Metric;
import dev.kindred.neighbor.NearestQuery;
import dev.kindred.problem.Conflict;
import dev.kindred.problem.NotFound;

/** The stored customers. */
@ApplicationScoped
public class Customers implements PanacheRepository<Customer> {

    private final NearestQuery<SimilarCustomer> nearest = new NearestQuery<>(this, "Customer", "embedding",
            "e.id, e.externalId, e.age, e.income, e.isActive, e.gender, e.attributes", SimilarCustomer.class);
    private final ObjectMapper json;

    Customers(ObjectMapper json) {
        this.json = json;
    }

    /** That customer, or {@link NotFound}. */
    Customer get(long id) {
        return findByIdOptional(id).orElseThrow(() -> new NotFound("There is no customer %d.".formatted(id)));
    }

    List<Customer> page(long after, int limit) {
        return find("id > ?1 order by id", after).page(0, limit).list();
    }

    @Transactional
    Customer add(CustomerProfile profile) {
        return write(new Customer(), profile);
    }

    /** Puts a new profile in the place of the old one; what it leaves out is unknown from then on. */
    @Transactional
    Customer replace(long id, CustomerProfile profile) {
        return write(get(id), profile);
    }

    private Customer write(Customer customer, CustomerProfile profile) {
        customer.describe(profile, recipe());
        try {
            persistAndFlush(customer);
        } catch (ConstraintViolationException notUnique) {
            throw new Conflict("There is a customer with externalId '%s' already.".formatted(profile.externalId()));
        }
        return customer;
    }

    @Transactional
    void remove(long id) {
        delete(get(id));
    }

    List<SimilarCustomer> nearestTo(long id, Metric metric, int limit) {
        return nearest.nearestTo(id, metric, limit);
    }

    List<SimilarCustomer> nearest(CustomerProfile profile, Metric metric, int limit) {
        return nearest.nearest(recipe().encode(profile), metric, limit);
    }

    /** The one recipe of all customers; read each time, since another instance may have fitted it. */
    private CustomerRecipe recipe() {
        String statistics = (String) getEntityManager().createNativeQuery("""
                select statistics::text from recipe where name = 'customer' order by version desc limit 1""",
                String.class).getSingleResult();
        try {
            return json.readValue(statistics, CustomerRecipe.class);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("The customer recipe's statistics can't be read", malformed);
        }
    }
}
