import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.nn.recurrent.FastLstm;
import org.forecast4j.nn.recurrent.FastRnnOutput;
import org.forecast4j.nn.recurrent.FastSimpleRnn;
import org.forecast4j.nn.recurrent.Gru;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Trains, runs, clones and drops networks until the time is up, and watches the process's memory. */
public class Soak {
    private static final int INPUTS = 5;
    private static final int OUTPUTS = 2;
    private static final double MOST_GROWTH = 1.05;

    private final Random random = new Random(1);
    private final List<MultiLayerNetwork> networks = new ArrayList<>();
    private long rounds;

    public static void main(String[] args) throws Exception {
        double minutes = Double.parseDouble(args[0]);
        if (!(minutes > 0)) {
            System.err.println("soak: " + args[0] + " minutes: expected more than 0");
            System.exit(2);
        }
        System.exit(new Soak().run(minutes) ? 0 : 1);
    }

    private boolean run(double minutes) throws Exception {
        double start = System.nanoTime() / 60e9;
        List<Double> second = new ArrayList<>();
        List<Double> last = new ArrayList<>();
        double nextSample = 0;
        double nextLine = 0;
        for (double now = 0; now < minutes; now = System.nanoTime() / 60e9 - start) {
            round();
            if (now >= nextSample) {
                nextSample = now + minutes / 400;
                collect();
                int quarter = (int) (4 * now / minutes);
                if (quarter == 1) {
                    second.add(resident());
                } else if (quarter == 3) {
                    last.add(resident());
                }
            }
            if (now >= nextLine) {
                nextLine += 1;
                report(now);
            }
        }
        report(minutes);
        double early = mean(second);
        double late = mean(last);
        boolean grew = !(late <= MOST_GROWTH * early); // nothing measured is no success either
        System.out.printf(
                Locale.ROOT,
                "resident in the second quarter %.0f MiB, in the last %.0f MiB (%+.1f %%): %s%n",
                early,
                late,
                100 * (late / early - 1),
                grew ? "it grew" : "steady");
        return !grew;
    }

    /** What is garbage counts neither in the heap nor in native memory, which goes with the Java objects that hold it. */
    private static void collect() throws InterruptedException {
        System.gc();
        Thread.sleep(50); // the threads that free native memory
    }

    private void report(double minute) throws Exception {
        Runtime heap = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "minute %5.1f  rounds %7d  resident %6.0f MiB  native %6.0f MiB  heap %6.0f MiB%n",
                minute,
                rounds,
                resident(),
                Pointer.totalBytes() / 1048576.0,
                (heap.totalMemory() - heap.freeMemory()) / 1048576.0);
    }

    private static double resident() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IllegalStateException("no VmRSS in /proc/self/status");
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Batches of changing size and length through every network; now and then one is dropped or copied. */
    private void round() {
        while (networks.size() < 3) {
            networks.add(network(networks.size()));
        }
        for (MultiLayerNetwork network : networks) {
            int batch = 1 + random.nextInt(100);
            int time = 1 + random.nextInt(60);
            network.fit(Nd4j.rand(batch, INPUTS, time), Nd4j.rand(batch, OUTPUTS, time));
            network.output(Nd4j.rand(1 + random.nextInt(200), INPUTS, 1 + random.nextInt(60)));
            network.rnnClearPreviousState();
            INDArray step = Nd4j.rand(batch, INPUTS, 1);
            for (int i = 0; i < 3; i++) {
                network.rnnTimeStep(step);
            }
        }
        int chosen = random.nextInt(3);
        if (rounds % 10 == 0) {
            networks.set(chosen, networks.get(chosen).clone());
        } else if (rounds % 10 == 5) {
            networks.set(chosen, network(chosen));
        }
        rounds++;
    }

    private MultiLayerNetwork network(int kind) {
        int units = 8 * (1 + random.nextInt(12));
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Adam(1e-3))
                .list()
                .layer(layer(kind, INPUTS, units))
                .layer(layer(kind, units, units))
                .layer(new FastRnnOutput.Builder(LossFunction.MSE)
                        .nIn(units)
                        .nOut(OUTPUTS)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static Layer layer(int kind, int inputs, int units) {
        return switch (kind) {
            case 0 ->
                new FastLstm.Builder()
                        .nIn(inputs)
                        .nOut(units)
                        .activation(Activation.TANH)
                        .build();
            case 1 ->
                new Gru.Builder()
                        .nIn(inputs)
                        .nOut(units)
                        .activation(Activation.TANH)
                        .build();
            default ->
                new FastSimpleRnn.Builder()
                        .nIn(inputs)
                        .nOut(units)
                        .activation(Activation.TANH)
                        .build();
        };
    }
}
