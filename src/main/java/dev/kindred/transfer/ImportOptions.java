package dev.kindred.transfer;

/**
 * How an import is done.
 *
 * @param dryRun     only report what it would do
 * @param maxRejects with one more, nothing is imported
 */
record ImportOptions(boolean dryRun, int maxRejects) {}
