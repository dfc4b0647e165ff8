package org.forecast4j.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training's whole state after an epoch. Everything random comes from the seed and the epoch's number, so a training that
 * goes on from here ends with the same weights, to the bit, as one that was never interrupted.
 *
 * <p>The file is plain numbers behind the hash of what they belong to, closed by a CRC-32; nothing in it is ever
 * instantiated.
 */
public final class Checkpoint {
    private static final int MAGIC = 0x46344A43; // F4JC
    private static final int VERSION = 3;
    private static final int MOST_EPOCHS = 1_000_000;

    private final List<TrainingProgress.Epoch> epochs;
    private final int iterations;
    private final int bestEpoch;
    private final double bestScore;
    private final float[] params;
    private final float[] updaterState;
    private final float[] averaged;
    private final float[] bestParams;

    private Checkpoint(
            List<TrainingProgress.Epoch> epochs,
            int iterations,
            int bestEpoch,
            double bestScore,
            float[] params,
            float[] updaterState,
            float[] averaged,
            float[] bestParams) {
        this.epochs = List.copyOf(epochs);
        this.iterations = iterations;
        this.bestEpoch = bestEpoch;
        this.bestScore = bestScore;
        this.params = params;
        this.updaterState = updaterState;
        this.averaged = averaged;
        this.bestParams = bestParams;
    }

    /** What came of reading a checkpoint. */
    public sealed interface Reading {
        /** A training can go on from it. */
        record Usable(Checkpoint checkpoint) implements Reading {}

        /**
         * It is ignored.
         *
         * @param reason to be told to the user, for instance "it belongs to other data or other settings"
         */
        record Unusable(String reason) implements Reading {}
    }

    /** The epochs done so far. */
    public List<TrainingProgress.Epoch> epochs() {
        return epochs;
    }

    public int bestEpoch() {
        return bestEpoch;
    }

    double bestScore() {
        return bestScore;
    }

    // --- taking and restoring

    static Checkpoint of(
            MultiLayerNetwork network,
            INDArray averaged,
            List<TrainingProgress.Epoch> epochs,
            int bestEpoch,
            double bestScore,
            INDArray bestParams) {
        return new Checkpoint(
                epochs,
                network.getIterationCount(),
                bestEpoch,
                bestScore,
                floats(network.params()),
                floats(network.getUpdater().getStateViewArray()),
                floats(averaged),
                floats(bestParams));
    }

    private static float[] floats(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    /** Puts a network back into this state, and the weights' running mean and the best weights into the other two. */
    void restore(MultiLayerNetwork network, INDArray mean, INDArray best) {
        if (params.length != network.numParams()
                || updaterState.length
                        != network.getUpdater().getStateViewArray().length()) {
            throw new IllegalArgumentException("a checkpoint of " + params.length + " parameters for a network of "
                    + network.numParams() + "; give it a fingerprint that tells networks apart");
        }
        network.setParams(row(params));
        network.getUpdater().setStateViewArray(network, row(updaterState), false);
        network.setIterationCount(iterations);
        mean.assign(row(averaged).reshape(mean.shape()));
        best.assign(row(bestParams).reshape(best.shape()));
    }

    private static INDArray row(float[] values) {
        return Nd4j.createFromArray(values);
    }

    // --- the file

    /**
     * Writes the state; the stream stays open.
     *
     * @param fingerprint tells apart trainings that must not go on from each other's state: data, job and seed, of any length
     */
    public void write(OutputStream stream, String fingerprint) throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(new BufferedOutputStream(stream, 1 << 16), new CRC32());
        DataOutputStream out = new DataOutputStream(checked);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.write(sha256(fingerprint));
        out.writeInt(iterations);
        out.writeInt(bestEpoch);
        out.writeDouble(bestScore);
        out.writeInt(epochs.size());
        for (TrainingProgress.Epoch epoch : epochs) {
            write(out, epoch);
        }
        out.writeInt(params.length);
        out.writeInt(updaterState.length);
        write(out, params);
        write(out, updaterState);
        write(out, averaged);
        write(out, bestParams);
        out.writeLong(checked.getChecksum().getValue());
        out.flush();
    }

    /** A fingerprint may be of any length: it holds the job's settings, and they may name thousands of columns. */
    private static byte[] sha256(String fingerprint) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(fingerprint.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void write(DataOutputStream out, TrainingProgress.Epoch epoch) throws IOException {
        out.writeInt(epoch.number());
        out.writeInt(epoch.epochs());
        out.writeDouble(epoch.trainingLoss());
        out.writeDouble(epoch.validationMse());
        out.writeDouble(epoch.learningRate());
        out.writeBoolean(epoch.best());
        out.writeLong(epoch.elapsed().toNanos());
        out.writeLong(epoch.left().toNanos());
    }

    private static void write(DataOutputStream out, float[] values) throws IOException {
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    /**
     * Reads what {@link #write} wrote. A file that is damaged, of another version or of another training is no error: it is
     * not used, and the reason is given.
     *
     * @throws IOException where the stream itself fails
     */
    public static Reading read(InputStream stream, String fingerprint) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(new BufferedInputStream(stream, 1 << 16), new CRC32());
        DataInputStream in = new DataInputStream(checked);
        try {
            if (in.readInt() != MAGIC) {
                return new Reading.Unusable("it is not a forecast4j checkpoint");
            }
            if (in.readInt() != VERSION) {
                return new Reading.Unusable("another version of forecast4j wrote it");
            }
            byte[] expected = sha256(fingerprint);
            byte[] found = new byte[expected.length];
            in.readFully(found);
            if (!Arrays.equals(found, expected)) {
                return new Reading.Unusable("it belongs to other data or other settings");
            }
            Checkpoint checkpoint = body(in);
            long sum = checked.getChecksum().getValue();
            return in.readLong() == sum
                    ? new Reading.Usable(checkpoint)
                    : new Reading.Unusable("it is damaged: its checksum is wrong");
        } catch (EOFException e) {
            return new Reading.Unusable("it is damaged: it ends early");
        } catch (IllegalArgumentException e) {
            return new Reading.Unusable("it is damaged: " + e.getMessage());
        }
    }

    private static Checkpoint body(DataInputStream in) throws IOException {
        int iterations = in.readInt();
        int bestEpoch = in.readInt();
        double bestScore = in.readDouble();
        int count = size(in, MOST_EPOCHS);
        List<TrainingProgress.Epoch> epochs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            epochs.add(epoch(in));
        }
        int params = size(in, Integer.MAX_VALUE / 4);
        int updaterState = size(in, Integer.MAX_VALUE / 4);
        return new Checkpoint(
                epochs,
                iterations,
                bestEpoch,
                bestScore,
                floats(in, params),
                floats(in, updaterState),
                floats(in, params),
                floats(in, params));
    }

    private static int size(DataInputStream in, int most) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > most) {
            throw new IllegalArgumentException("it declares " + size + " values");
        }
        return size;
    }

    private static TrainingProgress.Epoch epoch(DataInputStream in) throws IOException {
        return new TrainingProgress.Epoch(
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readBoolean(),
                Duration.ofNanos(in.readLong()),
                Duration.ofNanos(in.readLong()));
    }

    /** Reads in pieces, so that a damaged size costs no more memory than the file has bytes. */
    private static float[] floats(DataInputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(Math.multiplyExact(count, Float.BYTES));
        if (bytes.length < count * Float.BYTES) {
            throw new EOFException();
        }
        float[] values = new float[count];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }
}
