package dev.kindred.density;

import dev.kindred.kmeans.Workers;

/** How far each point's {@code minPoints}-th nearest point is, the point itself being the first. */
final class CoreDistances {

    private static final int POINTS_A_TASK = 64;

    private final ExactPoints points;
    private final int count;
    private final int minPoints;
    private final double[] squares;

    private CoreDistances(ExactPoints points, int count, int minPoints) {
        this.points = points;
        this.count = count;
        this.minPoints = minPoints;
        squares = new double[count];
    }

    /** Squared, by position; infinity where there are fewer points. */
    static double[] squares(ExactPoints points, int count, int minPoints, Workers workers, DensityProgress progress) {
        if (minPoints == 1) {
            return new double[count];
        }
        CoreDistances distances = new CoreDistances(points, count, minPoints);
        int tasks = (count + POINTS_A_TASK - 1) / POINTS_A_TASK;
        workers.forEach(tasks, (worker, task) -> {
            distances.measure(task * POINTS_A_TASK, workers);
            progress.reached((double) task / tasks, "finding the nearest points");
        });
        return distances.squares;
    }

    private void measure(int from, Workers workers) {
        SmallestValues smallest = new SmallestValues(minPoints);
        double[] point = new double[points.dimensions];
        double[] scratch = new double[ExactPoints.WIDTH];
        for (int position = from; position < Math.min(count, from + POINTS_A_TASK); position++) {
            workers.checkCancelled();
            points.read(position, point);
            smallest.clear();
            for (int first = 0; first < count; first += ExactPoints.WIDTH) {
                points.squares(point, first / ExactPoints.WIDTH, scratch);
                for (int lane = 0; lane < Math.min(ExactPoints.WIDTH, count - first); lane++) {
                    if (scratch[lane] < smallest.largest()) {
                        smallest.add(scratch[lane]);
                    }
                }
            }
            squares[position] = smallest.largest();
        }
    }
}
