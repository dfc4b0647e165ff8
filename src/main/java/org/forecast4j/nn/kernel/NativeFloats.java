package org.forecast4j.nn.kernel;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Native work memory that grows to what was asked for and is then used again; and the native memory of DL4J's arrays. */
final class NativeFloats {
    private FloatPointer memory = new FloatPointer(1);

    /** Memory for at least so many floats; what was in it is lost where it has to grow. */
    FloatPointer atLeast(long floats) {
        if (memory.capacity() < floats) {
            memory.close();
            memory = new FloatPointer(floats);
        }
        return memory;
    }

    FloatPointer memory() {
        return memory;
    }

    /** A pointer of its own to another's memory, for one thread to move about. */
    static FloatPointer at(FloatPointer memory, long offset) {
        return new FloatPointer(memory).position(memory.position() + offset);
    }

    /** Copies floats from where one pointer stands to where another does. */
    static void copy(FloatPointer from, FloatPointer to, long floats) {
        Pointer.memcpy(untyped(to), untyped(from), floats * Float.BYTES);
    }

    /** Sets floats to zero from where a pointer stands. */
    static void zero(FloatPointer memory, long floats) {
        Pointer.memset(untyped(memory), 0, floats * Float.BYTES);
    }

    /** JavaCPP counts the position of memory without a type in bytes. */
    private static Pointer untyped(FloatPointer memory) {
        return new FloatPointer(memory).position(memory.position() * Float.BYTES);
    }

    /** The memory of a time-major array, whose rows lie one after another. */
    static FloatPointer ofRows(INDArray array) {
        return of(array, 'c');
    }

    /** The memory of a matrix whose columns lie one after another. */
    static FloatPointer ofColumns(INDArray array) {
        return of(array, 'f');
    }

    /** An array as time-major memory: itself, or a copy where it lies otherwise. */
    static INDArray inRows(INDArray array) {
        return lies(array, 'c') ? array : array.dup('c');
    }

    private static FloatPointer of(INDArray array, char order) {
        if (!lies(array, order)) {
            throw new IllegalArgumentException("array " + array.shapeInfoToString() + " does not lie in order '" + order
                    + "' without gaps; make it so with dup('" + order + "')");
        }
        return (FloatPointer) array.data().addressPointer();
    }

    /**
     * Does work that uses the memory of arrays, and keeps them, or what holds them, from being collected meanwhile. Pointers
     * to DL4J's arrays do not hold them: where nobody asks for an array again its memory may be freed, and used for something
     * else, while products still write to it.
     */
    static void keeping(Runnable work, Object... owners) {
        try {
            work.run();
        } finally {
            Reference.reachabilityFence(owners);
        }
    }

    /** By the strides alone: DL4J's order of a view may be either, and the stride of a dimension of size one anything. */
    private static boolean lies(INDArray array, char order) {
        long expected = 1;
        for (int i = 0; i < array.rank(); i++) {
            int dimension = order == 'c' ? array.rank() - 1 - i : i;
            if (array.size(dimension) != 1 && array.stride(dimension) != expected) {
                return false;
            }
            expected *= array.size(dimension);
        }
        return true;
    }
}
