package dev.kindred.problem;

/** Stored bytes are not what was once written; the user can't mend it, an operator can. */
public final class Corrupted extends KindredException {

    public Corrupted(String message) {
        super(message);
    }
}
