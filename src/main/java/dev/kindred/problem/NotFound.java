package dev.kindred.problem;

/** The thing asked for does not exist, or may not be seen. */
public final class NotFound extends KindredException {

    public NotFound(String message) {
        super(message);
    }
}
