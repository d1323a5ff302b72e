package dev.kindred.customer;

/**
 * Customers were added, changed or removed. Raised in the transaction that does it, after the last row is written, once in
 * a transaction: who observes it takes part in the same transaction and may take locks that last until its end.
 *
 * @param ids SQL of a query whose one column are their ids, to be run in that transaction; a list would be too long after
 *            an import of millions. It may name some that have not changed. Made without any text of users
 */
public record CustomersChanged(String ids) {

    /** One customer. */
    static CustomersChanged of(long id) {
        return new CustomersChanged("values (%d::bigint)".formatted(id));
    }
}
