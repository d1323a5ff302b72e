package dev.kindred.problem;

/** The input is more than is taken at once. */
public final class TooLarge extends KindredException {

    public TooLarge(String message) {
        super(message);
    }
}
