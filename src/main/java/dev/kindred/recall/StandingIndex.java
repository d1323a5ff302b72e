package dev.kindred.recall;

import java.util.Optional;

import dev.kindred.index.StoredIndex;

/**
 * An index that can serve a search.
 *
 * @param calibration by the search's metric
 */
record StandingIndex(StoredIndex index, Optional<Calibration> calibration) {}
