package dev.kindred.density;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Sets that several threads join (union–find). The smaller of two roots becomes the root, so that in the end a set's root
 * is its smallest member, whatever the order was.
 */
final class Components {

    private final AtomicIntegerArray parents;

    Components(int size) {
        parents = new AtomicIntegerArray(size);
        for (int member = 0; member < size; member++) {
            parents.setPlain(member, member);
        }
    }

    /** The root of a member's set; another thread may move it at any time. */
    int root(int member) {
        int at = member;
        int parent = parents.get(at);
        while (parent != at) {
            int grandparent = parents.get(parent);
            parents.set(at, grandparent); // halves the path; whatever others wrote there is on the way to the root too
            at = grandparent;
            parent = parents.get(at);
        }
        return at;
    }

    void join(int one, int other) {
        int a = root(one);
        int b = root(other);
        while (a != b && !parents.compareAndSet(Math.max(a, b), Math.max(a, b), Math.min(a, b))) {
            a = root(a);
            b = root(b);
        }
    }
}
