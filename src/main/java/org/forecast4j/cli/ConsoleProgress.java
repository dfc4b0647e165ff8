package org.forecast4j.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.forecast4j.Quoted;
import org.forecast4j.job.JobProgress;
import org.jspecify.annotations.Nullable;

/** Shows on standard error how a job goes: a line per epoch or trial, and on a terminal a bar
 * within it. */
final class ConsoleProgress implements JobProgress, AutoCloseable {
    private final PrintWriter err;
    private final boolean quiet;
    /** Java cannot tell whether standard error is a terminal; the launcher can. */
    private final boolean terminal = Boolean.getBoolean("forecast4j.terminal");

    private final StopSignal signal = new StopSignal();
    private @Nullable ProgressBar bar;

    ConsoleProgress(PrintWriter err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    @Override
    public void note(String line) {
        closeBar();
        if (!quiet) {
            err.println(Quoted.plain(line)); // names in it come from files
        }
    }

    @Override
    public void step(int epoch, long done, long samples) {
        moveBar("epoch " + epoch, done, samples);
    }

    @Override
    public void scoring(long windows, long all) {
        moveBar("scoring", windows, all);
        if (windows == all) {
            closeBar();
        }
    }

    @Override
    public void trialEpoch(int trial, int epoch, int epochs) {
        moveBar("trial " + trial, epoch, epochs);
    }

    private void moveBar(String task, long done, long all) {
        if (quiet || !terminal) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(all)
                    .setStyle(ProgressBarStyle.ASCII)
                    .build();
        }
        bar.stepTo(done);
    }

    @Override
    public void start(double validationMse) {
        note(String.format(Locale.ROOT, "before training           validation %.4f", validationMse));
    }

    @Override
    public void epoch(Epoch epoch) {
        note(String.format(
                Locale.ROOT,
                "%s  rate %.2g  %s, at most %s left",
                epoch.line(),
                epoch.learningRate(),
                readable(epoch.elapsed()),
                readable(epoch.left())));
    }

    @Override
    public void trial(Tried tried) {
        note(tried.line() + "  " + readable(tried.elapsed()) + ", about " + readable(tried.left()) + " left");
    }

    private static String readable(Duration time) {
        long seconds = time.toSeconds();
        if (seconds >= 3600) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds >= 60 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds + " s";
    }

    @Override
    public boolean stopRequested() {
        return signal.requested();
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        closeBar();
        signal.close();
    }
}
