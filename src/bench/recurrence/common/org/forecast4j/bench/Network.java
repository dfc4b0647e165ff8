package org.forecast4j.bench;

/** What every contestant builds: recurrent layers of one cell, and a linear output at each time step. */
public record Network(Cell cell, int layers, Shape shape) {

    /** Floating-point operations of the matrix products of one forward pass; a training step takes three times as many. */
    public double forwardFlops() {
        double steps = (double) shape.batch() * shape.time();
        double first = (double) cell.gates() * shape.units() * (shape.inputs() + shape.units());
        double further = (layers - 1.0) * cell.gates() * shape.units() * (shape.units() + shape.units());
        double output = (double) shape.units() * shape.outputs();
        return 2 * steps * (first + further + output);
    }

    /** One line, for {@link #parse}. */
    public String format() {
        return String.join(
                " ",
                cell.name(),
                String.valueOf(layers),
                shape.name(),
                String.valueOf(shape.batch()),
                String.valueOf(shape.time()),
                String.valueOf(shape.inputs()),
                String.valueOf(shape.units()),
                String.valueOf(shape.outputs()));
    }

    /** The network that {@link #format} wrote as these words. */
    public static Network parse(String... words) {
        Shape shape = new Shape(
                words[2],
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]),
                Integer.parseInt(words[6]),
                Integer.parseInt(words[7]));
        return new Network(Cell.valueOf(words[0]), Integer.parseInt(words[1]), shape);
    }
}
