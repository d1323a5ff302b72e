package dev.kindred.problem;

/**
 * What the domain refuses, said in words for the user: what was wrong with which input, and what would be right.
 * The family knows no HTTP; {@link DomainProblems} is the one place that gives each member a status.
 */
public abstract sealed class KindredException extends RuntimeException
        permits NotFound, Invalid, Unsuitable, Conflict, TooLarge, Corrupted {

    KindredException(String message) {
        super(message);
    }
}
