package dev.kindred.density;

import java.util.Arrays;

/** The m smallest of many numbers, in a heap with the largest of them on top. */
final class SmallestValues {

    private final double[] heap;

    SmallestValues(int size) {
        heap = new double[size];
        clear();
    }

    void clear() {
        Arrays.fill(heap, Double.POSITIVE_INFINITY);
    }

    /** The m-th smallest so far; infinity while there were fewer. */
    double largest() {
        return heap[0];
    }

    /** Takes one that is smaller than {@link #largest()}. */
    void add(double value) {
        int at = 0;
        for (int child = 1; child < heap.length; child = 2 * at + 1) {
            if (child + 1 < heap.length && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = value;
    }
}
