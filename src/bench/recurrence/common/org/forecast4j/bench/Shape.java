package org.forecast4j.bench;

import java.util.List;

/** How large a batch and its network are. */
public record Shape(String name, int batch, int time, int inputs, int units, int outputs) {

    /** From a small network to a large one, and last the shape of a forecast by patches. */
    public static final List<Shape> ALL = List.of(
            new Shape("S1", 32, 48, 4, 32, 1),
            new Shape("S2", 64, 96, 7, 64, 24),
            new Shape("S3", 128, 96, 7, 128, 24),
            new Shape("S4", 32, 96, 7, 256, 96),
            new Shape("P", 448, 30, 24, 512, 96));

    /** The one of that name. */
    public static Shape named(String name) {
        return ALL.stream()
                .filter(shape -> shape.name.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no case " + name + "; there are "
                        + String.join(", ", ALL.stream().map(Shape::name).toList())));
    }

    public Shape withBatch(int other) {
        return new Shape(name, other, time, inputs, units, outputs);
    }

    public Shape withTime(int other) {
        return new Shape(name, batch, other, inputs, units, outputs);
    }
}
