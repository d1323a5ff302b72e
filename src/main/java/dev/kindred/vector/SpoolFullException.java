package dev.kindred.vector;

/** More rows were appended than the spool file may hold; says the limit and what would need less. */
public class SpoolFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SpoolFullException(long limitBytes, long rows, int dimensions) {
        super("the spool file would pass its limit of " + limitBytes + " bytes at row " + rows + " of " + dimensions
                + " dimensions; raise the limit, or train on fewer rows or columns");
    }
}
