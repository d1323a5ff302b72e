package dev.kindred.vector;

/** A matrix in heap arrays of 2^shift rows each, the last one shorter. */
final class HeapMatrix extends FloatMatrix {

    private final float[][] chunks;
    private final int shift;

    HeapMatrix(long rows, int dimensions, float[][] chunks, int shift) {
        super(rows, dimensions);
        this.chunks = chunks;
        this.shift = shift;
    }

    @Override
    public boolean spooled() {
        return false;
    }

    @Override
    int chunkShift() {
        return shift;
    }

    @Override
    public Cursor cursor() {
        return new HeapCursor();
    }

    @Override
    public void close() {
        // the garbage collector frees the chunks
    }

    private final class HeapCursor extends Cursor {

        @Override
        public void move(long first, int count) {
            array = chunks[(int) (first >> shift)];
            offset = (int) (first & ((1L << shift) - 1)) * dimensions();
        }
    }
}
