package org.forecast4j.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.forecast4j.UserError;
import org.forecast4j.io.Thousands;
import org.forecast4j.model.Limits;
import org.forecast4j.nn.Cell;
import org.forecast4j.nn.Decoder;
import org.forecast4j.nn.Labels;
import org.forecast4j.nn.Loss;
import org.forecast4j.nn.device.Device;
import org.forecast4j.series.DuplicatePolicy;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.OrderPolicy;
import org.forecast4j.series.ShortSeriesPolicy;
import org.forecast4j.series.Split;
import org.forecast4j.window.SeriesScaling;
import org.forecast4j.window.WindowScaling;

/** All that a forecasting job is told, by a job file, by options or by both. */
public record Job(
        Data data,
        CovariateSettings covariates,
        Format format,
        Window window,
        Network network,
        Fit training,
        Folding folding,
        TuningSettings tuning,
        Machine machine) {

    /** Which data, and where the results go. */
    public record Data(
            @Setting(
                    required = true,
                    sample = "FILE",
                    help = "CSV file (gzip too), or a folder with one CSV per series")
            Path input,

            @Setting(
                    sample = "COLUMN|none",
                    help = "Column of timestamps; unasked, the only one there is; none: the rows are numbered and have "
                            + "no calendar")
            Optional<String> time,

            @Setting(
                    required = true,
                    sample = "COLUMN[,COLUMN]",
                    help = "Columns to forecast; 'all' takes every column of numbers")
            List<String> target,

            @Setting(sample = "VALUE", help = "Least value a forecast may take, for instance 0 for counts")
            Optional<Double> min,

            @Setting(sample = "VALUE", help = "Greatest value a forecast may take")
            Optional<Double> max,

            @Setting(sample = "COLUMN", help = "Column that names the series, where one file holds several")
            Optional<String> id,

            @Setting(sample = "FOLDER", otherwise = "output", help = "Folder for model, forecast and scores")
            Path output,

            @Setting(
                    sample = "true|false",
                    otherwise = "true",
                    help = "Write report.html, a page of charts and scores, and forecast.svg")
            boolean report) {
        public Data {
            target = List.copyOf(target);
            if (target.isEmpty()) {
                throw UserError.usage("target: expected at least one column; name the columns to forecast, or 'all'");
            }
        }

        Limits limits() {
            return new Limits(min.orElse(Limits.NONE.min()), max.orElse(Limits.NONE.max()));
        }
    }

    /** How the file is written. */
    public record Format(
            @Setting(
                    sample = "CHARACTER",
                    otherwise = "auto",
                    help = "Separator: auto (comma, semicolon, tab or bar), a character, or 'tab'")
            String separator,

            @Setting(
                    sample = "true|false",
                    otherwise = "true",
                    help = "Whether the first line names the columns; without, " + "they are c1, c2, ...")
            boolean header,

            @Setting(sample = "point|comma", otherwise = "point", help = "Decimal sign of the numbers")
            String decimal,

            @Setting(
                    sample = "none|comma|point|blank|apostrophe",
                    otherwise = "none",
                    help = "Sign between the thousands of the numbers, as in 1,234.5")
            Thousands thousands,

            @Setting(
                    sample = "FORM",
                    otherwise = "iso",
                    help = "Form of the timestamps: iso, epoch-s, epoch-ms, or a pattern like 'dd.MM.yyyy HH:mm'")
            String timestamp,

            @Setting(
                    sample = "ZONE",
                    help = "Time zone of timestamps without offset, for instance Europe/Berlin; without "
                            + "it they are local times")
            Optional<String> zone,

            @Setting(
                    sample = "WORD[,WORD]",
                    otherwise = ",NA,N/A,null,-",
                    help = "Words that stand for a missing value; the empty one counts")
            List<String> missing,

            @Setting(sample = "NAME", otherwise = "UTF-8", help = "Character encoding")
            String encoding,

            @Setting(
                    sample = "FREQUENCY",
                    help = "Distance between rows, where it shall not be inferred: 15min, 1h, 1d, business-day, 1w, "
                            + "month, quarter, year")
            Optional<Frequency> frequency,

            @Setting(sample = "error|first|last|mean", otherwise = "error", help = "Rows with the same timestamp")
            DuplicatePolicy duplicates,

            @Setting(sample = "error|sort", otherwise = "error", help = "Rows out of order")
            OrderPolicy order,

            @Setting(
                    sample = "error|previous|linear|seasonal",
                    otherwise = "previous",
                    help = "What fills missing rows and values; filled values never count in scores")
            GapPolicy gaps) {
        public Format {
            missing = List.copyOf(missing);
            if (!decimal.equals("point") && !decimal.equals("comma")) {
                throw UserError.usage("decimal '" + decimal + "': expected point or comma");
            }
        }
    }

    /** What is seen and what is forecast. */
    public record Window(
            @Setting(required = true, sample = "ROWS", help = "Rows to forecast")
            int horizon,

            @Setting(
                    sample = "ROWS",
                    otherwise = "auto",
                    help = "Rows the network sees; auto: from season, horizon and number of rows")
            OptionalInt lookback,

            @Setting(
                    sample = "ROWS",
                    otherwise = "auto",
                    help =
                            "Rows read in one time step, which must divide the lookback; auto: a season, or a part of one")
            OptionalInt patch,

            @Setting(
                    sample = "ROWS",
                    otherwise = "auto",
                    help = "Rows of a season, 1 for none; auto: the one that the training rows show, else the "
                            + "frequency's")
            OptionalInt season,

            @Setting(sample = "ROWS", otherwise = "1", help = "Rows from one training window to the next")
            int stride,

            @Setting(
                    sample = "skip|error",
                    otherwise = "skip",
                    help = "Series too short for one window: leave them out and count them, or refuse the data")
            ShortSeriesPolicy shortSeries,

            @Setting(
                    sample = "none|last-value|last-season|mean|mean-std|seasonal-naive|linear",
                    otherwise = "auto",
                    help =
                            "What is taken out of each lookback and put back into its forecast: a level, the last season, "
                                    + "or a linear forecast of level, season and trend; auto: what lies nearest to what follows in the training rows")
            Optional<WindowScaling> windowScaling,

            @Setting(
                    sample = "pooled|each",
                    otherwise = "auto",
                    help =
                            "Scale values by all series together or by each series alone; auto: each, where there are several")
            Optional<SeriesScaling> seriesScaling,

            @Setting(
                    sample = "true|false",
                    otherwise = "auto",
                    help =
                            "Treat columns as separate series that share one network's weights; auto: where there are several")
            Optional<Boolean> shareWeights,

            @Setting(
                    sample = "true|false",
                    otherwise = "true",
                    help = "Tell a network of shared weights which column it sees")
            boolean identity,

            @Setting(
                    sample = "true|false",
                    otherwise = "true",
                    help = "Give the network hour, weekday and day of year, each where the lookback does not show it "
                            + "and the training rows hold it twice")
            boolean calendar,

            @Setting(
                    sample = "PARTS",
                    otherwise = "0.7,0.1,0.2",
                    help = "Training, validation, test: fractions, rows:8640,2880,2880, or "
                            + "dates:2014-06-30,2014-12-31")
            Split split) {
        public Window {
            check("horizon", horizon, "give for instance 14");
            lookback.ifPresent(rows -> check("lookback", rows, "give for instance 28, or auto"));
            patch.ifPresent(rows -> check("patch", rows, "1 reads point by point"));
            season.ifPresent(rows -> check("season", rows, "1 stands for none"));
            check("stride", stride, "1 takes every window");
        }

        private static void check(String setting, int rows, String remedy) {
            if (rows < 1) {
                throw UserError.usage(setting + " " + rows + ": expected 1 or more rows; " + remedy);
            }
        }
    }

    /** The network. */
    public record Network(
            @Setting(sample = "simple-rnn|lstm|gru", otherwise = "lstm", help = "Recurrent cell")
            Cell cell,

            @Setting(
                    sample = "UNITS[,UNITS]",
                    otherwise = "auto",
                    help = "Units of each recurrent layer; auto: one layer, the more windows the larger")
            List<Integer> hidden,

            @Setting(
                    sample = "UNITS",
                    otherwise = "auto",
                    help = "Units of a dense layer before the recurrence, 0 for none; auto: as many as the recurrent "
                            + "layer's where a patch is longer than a row")
            OptionalInt embedding,

            @Setting(
                    sample = "none|simple-rnn|lstm|gru|encoder",
                    otherwise = "auto",
                    help =
                            "Recurrent layer that takes the horizon patch by patch, none to emit it at once, encoder for "
                                    + "the lookback's own; auto: encoder with known covariates, simple-rnn where the horizon has "
                                    + "six patches or more and the network 64 units without it")
            Optional<Decoder> decoder,

            @Setting(
                    sample = "last|every",
                    otherwise = "last",
                    help = "Time steps of the lookback that teach, every with the horizon that follows it (forking "
                            + "sequences)")
            Labels labels,

            @Setting(
                    sample = "PART",
                    otherwise = "auto",
                    help = "Part of the values dropped between layers in training; auto: 0.5, with few windows or "
                            + "units 0.2")
            Optional<Double> dropout,

            @Setting(
                    sample = "mse|mae|huber",
                    otherwise = "huber",
                    help = "What training minimises; huber: squared errors up to half a standard deviation, absolute "
                            + "ones beyond")
            Loss loss,

            @Setting(
                    sample = "LEVEL[,LEVEL]",
                    help = "Quantiles the network learns beside the forecast, for instance 0.1,0.9")
            List<Double> quantiles,

            @Setting(
                    sample = "PART[,PART]|none",
                    otherwise = "0.8,0.95",
                    help =
                            "Coverages of the intervals around the forecast, measured on the validation rows; none turns "
                                    + "them off")
            List<Double> interval) {
        public Network {
            hidden = List.copyOf(hidden);
            quantiles = quantiles.stream().sorted().distinct().toList();
            for (double level : quantiles) {
                if (!(level > 0 && level < 1)) {
                    throw UserError.usage(
                            "quantiles " + level + ": expected levels between 0 and 1, for instance 0.1,0.9");
                }
            }
            for (double coverage : interval) {
                if (!(coverage > 0 && coverage < 1)) {
                    throw UserError.usage(
                            "interval " + coverage + ": expected coverages between 0 and 1, for instance 0.8,0.95");
                }
            }
            interval = interval.stream().sorted().distinct().toList();
        }
    }

    /** Training. */
    public record Fit(
            @Setting(sample = "N", otherwise = "60", help = "Passes over the training windows at most")
            int epochs,

            @Setting(
                    sample = "N",
                    otherwise = "auto",
                    help = "Samples per training step; auto: about a fiftieth of the samples, 32 to 1024")
            OptionalInt batch,

            @Setting(
                    sample = "N",
                    otherwise = "6",
                    help = "Epochs without a better validation score before training ends")
            int patience,

            @Setting(sample = "RATE", otherwise = "0.002", help = "Learning rate of the first epoch")
            double learningRate,

            @Setting(
                    sample = "FACTOR",
                    otherwise = "0.7",
                    help = "What the learning rate is multiplied with after each epoch that was no better than the "
                            + "best")
            double decay,

            @Setting(
                    sample = "PART",
                    otherwise = "0.98",
                    help = "Part that each step keeps of the weights' running mean, which is the model; 0 for none")
            double averaging,

            @Setting(
                    sample = "true|false",
                    otherwise = "true",
                    help =
                            "Train on mixtures of two samples of the same hour (or weekday, month), inputs and labels alike")
            boolean mixup,

            @Setting(
                    sample = "true|false",
                    otherwise = "true",
                    help =
                            "Forecast the mean of the network and of a linear forecast of level, season and trend, weighted on the validation rows")
            boolean combine,

            @Setting(
                    sample = "N",
                    otherwise = "500000",
                    help = "Samples of an epoch at most; where there are more windows, each epoch draws other ones")
            long epochSamples,

            @Setting(sample = "NORM", otherwise = "1", help = "L2 norm to which each layer's gradient is clipped")
            double clip,

            @Setting(sample = "N", otherwise = "1", help = "Seed of everything random: the same seed, the same model")
            long seed,

            @Setting(
                    sample = "true|false",
                    otherwise = "false",
                    help = "After scoring, train once more on all rows; the saved model is that one")
            boolean finalFit,

            @Setting(
                    sample = "MODEL",
                    help = "Model file to go on from: it is trained on, and replaced only where the new one is better "
                            + "on validation rows that neither has seen (in a backtest in each fold, and no file is "
                            + "replaced). Settings that are not given are the model's")
            Optional<Path> update) {}

    /** How a backtest rolls through the rows. */
    public record Folding(
            @Setting(
                    sample = "N",
                    otherwise = "4",
                    help = "Backtest: test blocks, the last of them at the end of the rows")
            int folds,

            @Setting(
                    sample = "ROWS",
                    help = "Backtest: rows of each test block; without, the split's test rows are shared out, "
                            + "at least the horizon to each")
            OptionalInt foldRows,

            @Setting(sample = "ROWS", help = "Backtest: rows from one test block to the next; without, they touch")
            OptionalInt foldStride,

            @Setting(
                    sample = "expanding|sliding",
                    otherwise = "expanding",
                    help = "Backtest: learn from all rows before a test block, or from as many as the first fold has")
            FoldTraining foldTraining,

            @Setting(
                    sample = "every|N|never",
                    otherwise = "every",
                    help = "Backtest: train in every fold, in every N-th, or in the first alone")
            Refit refit,

            @Setting(
                    sample = "true|false",
                    otherwise = "false",
                    help = "Backtest: start from the last fold's weights, not from random ones")
            boolean warmStart) {}

    /** What computes, which changes speed and the last digits, and where that can be watched. */
    public record Machine(
            @Setting(
                    sample = "auto|cpu|gpu",
                    otherwise = "auto",
                    help = "What computes the network; auto: a GPU that this program is built for, else the CPU")
            Device device,

            @Setting(
                    sample = "true|false",
                    otherwise = "false",
                    help = "Let a GPU round the factors of its matrix products to 10 bits (TF32), which is faster")
            boolean tf32,

            @Setting(
                    sample = "PORT|none",
                    alone = "9000",
                    help = "Serve Deeplearning4j's training dashboard on this port of 127.0.0.1 while run, train or "
                            + "backtest work, in a program built with it; --ui alone is port 9000, 0 any that is free")
            OptionalInt ui) {
        private static final int GREATEST_PORT = 65535;

        public Machine {
            if (ui.isPresent() && (ui.getAsInt() < 0 || ui.getAsInt() > GREATEST_PORT)) {
                throw UserError.usage(
                        "ui " + ui.getAsInt() + ": expected a port from 0 to " + GREATEST_PORT + ", for instance 9000");
            }
        }
    }
}
