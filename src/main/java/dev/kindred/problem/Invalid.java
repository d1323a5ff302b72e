package dev.kindred.problem;

/** The input can't be used as it is; the message names the input and what would be right. */
public final class Invalid extends KindredException {

    public Invalid(String message) {
        super(message);
    }
}
