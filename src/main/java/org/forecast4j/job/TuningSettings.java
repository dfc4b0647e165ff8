package org.forecast4j.job;

import java.util.List;
import java.util.OptionalInt;
import org.forecast4j.UserError;
import org.forecast4j.nn.Cell;

/** What tuning searches, and how long. */
public record TuningSettings(
        @Setting(sample = "N", otherwise = "20", help = "Tune: combinations of settings to try beside the job's own")
        int tuneTrials,

        @Setting(
                sample = "N",
                otherwise = "3",
                help = "Tune: from rung to rung one of so many trials goes on, with so many times the epochs")
        int tuneFactor,

        @Setting(
                sample = "N",
                otherwise = "auto",
                help = "Tune: epochs of the first rung; auto: as few as let a rung's trials become few by the last; "
                        + "as many as 'epochs' make it a plain random search")
        OptionalInt tuneEpochs,

        @Setting(
                sample = "N",
                otherwise = "1",
                help = "Tune: blocks in which the validation rows are scored, each by a network trained on what "
                        + "lies before it")
        int tuneFolds,

        @Setting(sample = "CELL[,CELL]", help = "Tune: cells to try; without, the job's alone")
        List<Cell> tuneCell,

        @Setting(
                sample = "ROWS[,ROWS]",
                otherwise = "auto",
                help = "Tune: lookbacks to try; auto: half, once and twice the chosen one, where the job names none")
        List<Integer> tuneLookback,

        @Setting(
                sample = "ROWS[,ROWS]",
                otherwise = "auto",
                help = "Tune: patches to try; auto: the chosen one and its largest part, where the job names none")
        List<Integer> tunePatch,

        @Setting(
                sample = "UNITS[,UNITS]",
                otherwise = "auto",
                help = "Tune: units of a layer to try; auto: half, once and twice the chosen ones, where the job "
                        + "names none")
        List<Integer> tuneHidden,

        @Setting(
                sample = "N[,N]",
                otherwise = "auto",
                help = "Tune: numbers of recurrent layers to try; auto: 1 and 2, where the job names no hidden")
        List<Integer> tuneLayers,

        @Setting(
                sample = "PART[,PART]",
                otherwise = "auto",
                help = "Tune: dropouts to try; auto: 0, 0.2 and 0.5, where the job names none")
        List<Double> tuneDropout,

        @Setting(
                sample = "RATE[,RATE]",
                otherwise = "auto",
                help = "Tune: learning rates to try; auto: a quarter, half, once and twice the default, where the "
                        + "job names none")
        List<Double> tuneLearningRate,

        @Setting(sample = "N[,N]", help = "Tune: batch sizes to try; without, the job's or the chosen one")
        List<Integer> tuneBatch) {
    public TuningSettings {
        atLeast(1, "tune-trials", tuneTrials);
        atLeast(2, "tune-factor", tuneFactor);
        atLeast(1, "tune-epochs", tuneEpochs.orElse(1));
        atLeast(1, "tune-folds", tuneFolds);
        tuneCell = List.copyOf(tuneCell);
        tuneLookback = positive("tune-lookback", tuneLookback);
        tunePatch = positive("tune-patch", tunePatch);
        tuneHidden = positive("tune-hidden", tuneHidden);
        tuneLayers = positive("tune-layers", tuneLayers);
        tuneDropout = within("tune-dropout", tuneDropout, 0, Math.nextDown(1.0), "parts from 0 to below 1");
        tuneLearningRate =
                within("tune-learning-rate", tuneLearningRate, Double.MIN_VALUE, 1, "rates above 0 and at most 1");
        tuneBatch = positive("tune-batch", tuneBatch);
    }

    private static void atLeast(int least, String key, int value) {
        if (value < least) {
            throw UserError.usage(key + " " + value + ": expected " + least + " or more");
        }
    }

    private static List<Double> within(String key, List<Double> values, double least, double most, String expected) {
        for (double value : values) {
            if (!(value >= least && value <= most)) {
                throw UserError.usage(key + " " + value + ": expected " + expected);
            }
        }
        return List.copyOf(values);
    }

    private static List<Integer> positive(String key, List<Integer> values) {
        values.forEach(value -> atLeast(1, key, value));
        return List.copyOf(values);
    }
}
