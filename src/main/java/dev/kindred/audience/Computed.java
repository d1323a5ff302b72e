package dev.kindred.audience;

/**
 * An audience that is not stored yet.
 *
 * @param seedIds  of the seeds, where they fall into groups
 * @param groupOf  per seed the number of its group; null where there are no groups
 */
record Computed(NewAudience definition, String recipeHash, Ranking members, AudienceReport report, long[] seedIds,
        int[] groupOf) {}
