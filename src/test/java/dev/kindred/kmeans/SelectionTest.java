package dev.kindred.kmeans;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void everyRankIsThatOfTheSortedValues() {
        Random random = new Random(1);
        for (int size = 1; size < 60; size++) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = random.nextInt(size < 30 ? 5 : 1000);
            }
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            for (int rank = 0; rank < size; rank++) {
                assertEquals(sorted[rank], Selection.select(values.clone(), rank));
            }
        }
    }
}
