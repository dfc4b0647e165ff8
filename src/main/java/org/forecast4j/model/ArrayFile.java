package org.forecast4j.model;

import java.io.DataInputStream;
import java.io.IOException;

/**
 * Reads row vectors in the form that {@code Nd4j.write} gives them. {@code Nd4j.read} believes the lengths that a file
 * declares and hands them to native code, where a wrong one reads past the end of memory; here they are compared with the
 * bytes there are.
 *
 * <p>An array is two buffers, its shape's and its values'. A buffer is the name of its allocation, its length, the name of
 * its type and its elements; a shape is rank, sizes, strides and three more numbers.
 */
final class ArrayFile {
    /** More bytes than stand before the values of a row vector. */
    static final int LARGEST_HEADER = 512;

    private static final String ALLOCATION = "MIXED_DATA_TYPES";

    private ArrayFile() {}

    /** A row of 32-bit floats, each finite. */
    static float[] floats(DataInputStream in) throws IOException {
        float[] values = new float[length(in, "FLOAT", Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
            checkFinite(values[i]);
        }
        return values;
    }

    /** A row of 64-bit floats, each finite. */
    static double[] doubles(DataInputStream in) throws IOException {
        double[] values = new double[length(in, "DOUBLE", Double.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
            checkFinite(values[i]);
        }
        return values;
    }

    static void checkEnd(DataInputStream in) throws IOException {
        if (in.read() >= 0) {
            throw new IOException("an array is followed by bytes that do not belong there");
        }
    }

    private static void checkFinite(double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new IOException("an array holds " + value);
        }
    }

    /** Reads up to the first value. Returns how many there are. */
    private static int length(DataInputStream in, String type, int bytesEach) throws IOException {
        long size = shape(in);
        long length = buffer(in, type);
        if (length != size || length < 1 || length > in.available() / bytesEach) {
            throw new IOException("an array of " + size + " values declares " + length + " and has " + in.available()
                    + " bytes for them");
        }
        return (int) length;
    }

    private static long shape(DataInputStream in) throws IOException {
        long numbers = buffer(in, "LONG");
        long rank = in.readLong();
        if (rank < 1 || rank > 2 || numbers != 2 * rank + 4) {
            throw new IOException("an array has rank " + rank + " in a shape of " + numbers + " numbers");
        }
        long rows = rank == 2 ? in.readLong() : 1;
        long size = in.readLong();
        if (rows != 1) {
            throw new IOException("an array has " + rows + " rows, expected 1");
        }
        for (long i = 0; i < rank + 3; i++) {
            in.readLong(); // strides and flags: a row has no use for them
        }
        return size;
    }

    private static long buffer(DataInputStream in, String expected) throws IOException {
        String allocation = in.readUTF();
        long length = allocation.equals(ALLOCATION) ? in.readLong() : -1;
        String type = length < 0 ? "" : in.readUTF();
        if (!type.equals(expected)) {
            throw new IOException("an array is not of the form that forecast4j writes");
        }
        return length;
    }
}
