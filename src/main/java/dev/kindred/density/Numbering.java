package dev.kindred.density;

import java.util.Arrays;

/** Gives clusters their numbers in the order of their first rows, which no order of work can change. */
final class Numbering {

    private Numbering() {}

    /**
     * Renumbers.
     *
     * @param marks per row a mark of its cluster, or noise; overwritten
     * @param limit above all marks
     */
    static DensityLabels byFirstRow(int[] marks, int limit) {
        int[] numbers = new int[limit];
        Arrays.fill(numbers, DensityLabels.NOISE);
        int clusters = 0;
        for (int row = 0; row < marks.length; row++) {
            int mark = marks[row];
            if (mark == DensityLabels.NOISE) {
                continue;
            }
            if (numbers[mark] == DensityLabels.NOISE) {
                numbers[mark] = clusters++;
            }
            marks[row] = numbers[mark];
        }
        return new DensityLabels(marks, clusters);
    }
}
