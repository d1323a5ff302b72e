package dev.kindred.segment;

import java.util.Arrays;

/**
 * Pairs rows with columns, each at most once, so that the sum of the pairs' weights is the largest there is. Shortest
 * augmenting paths over reduced costs, O(rows² · columns): Jonker and Volgenant, "A shortest augmenting path algorithm for
 * dense and sparse linear assignment problems", Computing 38 (1987); rectangular as in Crouse, "On implementing 2D
 * rectangular assignment algorithms", IEEE Transactions on Aerospace and Electronic Systems 52 (2016).
 */
final class OptimalAssignment {

    private static final int NONE = -1;

    /** rows × columns, no more rows than columns. */
    private final double[][] weights;
    private final int columns;

    /** Prices: of no row and column they add up to less than the pair's weight. */
    private final double[] rowPrices;
    private final double[] columnPrices;

    /** By column the row it is paired with; the last column is none: it holds the row that looks for a partner. */
    private final int[] rowOf;

    private OptimalAssignment(double[][] weights) {
        this.weights = weights;
        this.columns = weights[0].length;
        this.rowPrices = new double[weights.length];
        this.columnPrices = new double[columns + 1];
        this.rowOf = new int[columns + 1];
        Arrays.fill(rowOf, NONE);
    }

    /**
     * The best pairs.
     *
     * @param weights rows × columns, at least 0; a weight of 0 is no pair
     * @return by row its column, or −1
     */
    static int[] maximise(double[][] weights) {
        int[] partners = new int[weights.length];
        Arrays.fill(partners, NONE);
        if (weights.length == 0 || weights[0].length == 0) {
            return partners;
        }
        boolean isWide = weights.length <= weights[0].length;
        int[] rowOf = new OptimalAssignment(isWide ? weights : transposed(weights)).solve();
        for (int column = 0; column < rowOf.length - 1; column++) {
            int row = isWide ? rowOf[column] : column;
            int partner = isWide ? column : rowOf[column];
            if (row != NONE && partner != NONE && weights[row][partner] > 0) {
                partners[row] = partner;
            }
        }
        return partners;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }

    private int[] solve() {
        for (int row = 0; row < weights.length; row++) {
            augment(row);
        }
        return rowOf;
    }

    /** Finds a partner for one more row: the cheapest chain in which each gives its partner up for another. */
    private void augment(int newRow) {
        double[] distances = new double[columns];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        int[] cameFrom = new int[columns];
        boolean[] isSettled = new boolean[columns + 1];
        rowOf[columns] = newRow;
        int column = columns;
        while (rowOf[column] != NONE) {
            isSettled[column] = true;
            relax(column, distances, cameFrom, isSettled);
            int next = nearest(distances, isSettled);
            reprice(distances[next], distances, isSettled);
            column = next;
        }
        while (column != columns) {
            int from = cameFrom[column];
            rowOf[column] = rowOf[from];
            column = from;
        }
        rowOf[columns] = NONE;
    }

    private void relax(int column, double[] distances, int[] cameFrom, boolean[] isSettled) {
        int row = rowOf[column];
        for (int other = 0; other < columns; other++) {
            double reduced = -weights[row][other] - rowPrices[row] - columnPrices[other];
            if (!isSettled[other] && reduced < distances[other]) {
                distances[other] = reduced;
                cameFrom[other] = column;
            }
        }
    }

    private int nearest(double[] distances, boolean[] isSettled) {
        int nearest = NONE;
        for (int column = 0; column < columns; column++) {
            if (!isSettled[column] && (nearest == NONE || distances[column] < distances[nearest])) {
                nearest = column;
            }
        }
        return nearest;
    }

    private void reprice(double step, double[] distances, boolean[] isSettled) {
        for (int column = 0; column <= columns; column++) {
            if (isSettled[column]) {
                rowPrices[rowOf[column]] += step;
                columnPrices[column] -= step;
            } else {
                distances[column] -= step;
            }
        }
    }
}
