package dev.kindred.audience;

/**
 * An audience that is not stored yet.
 *
 * @param seedIds of the seeds that are in groups
 * @param groupOf the number of each one's group
 */
record Computed(NewAudience definition, String recipeHash, Ranking members, AudienceReport report, long[] seedIds,
        int[] groupOf) {}
