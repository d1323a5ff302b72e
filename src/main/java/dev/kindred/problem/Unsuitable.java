package dev.kindred.problem;

/** The input is understood, but what it asks for can't be had of what it names; the message says what would serve. */
public final class Unsuitable extends KindredException {

    public Unsuitable(String message) {
        super(message);
    }
}
