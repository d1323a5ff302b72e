package dev.kindred.audience;

/**
 * Everybody whom a definition names, looked up in a snapshot.
 *
 * @param vectors   of the seeds that can be compared with, at least one
 * @param unlikes   of the unlikes that can be compared with; null where there are none
 * @param condition SQL over a row {@code c}: whether it is a seed
 * @param excluded  SQL over a row {@code c}: whether it must not be a member
 */
record Seeds(Vectors vectors, Vectors unlikes, String condition, String excluded, AudienceReport.SeedsFound found) {}
