package dev.kindred.problem;

/** The input is well formed, but does not fit what is stored now. */
public final class Conflict extends KindredException {

    public Conflict(String message) {
        super(message);
    }
}
