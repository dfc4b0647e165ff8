package org.forecast4j.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.forecast4j.Quoted;
import org.forecast4j.eval.Evaluation;
import org.forecast4j.eval.ScoreTable;

/**
 * What a job came to.
 *
 * @param files the files it wrote, in order
 * @param table lines to print before the scores: a backtest's folds, a tuning's trials; empty for other jobs
 * @param evaluation the scores, where they were taken
 * @param json all of it for machines: what {@code scores.json}, {@code backtest.json} or {@code tune.json} and {@code --json} hold
 * @param stopped whether it was asked to stop before its end
 */
public record Outcome(
        List<Path> files, List<String> table, Optional<Evaluation> evaluation, ObjectNode json, boolean stopped) {
    public Outcome {
        files = List.copyOf(files);
        table = table.stream().map(Quoted::plain).toList(); // names come from files
    }

    /** The table of scores, how the intervals held, and the verdict; nothing where no scores were taken. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        evaluation.ifPresent(taken -> {
            lines.addAll(ScoreTable.lines(taken));
            lines.addAll(ScoreTable.intervals(taken));
            ScoreTable.series(taken).ifPresent(lines::add);
            lines.add("");
            lines.add("Verdict: " + taken.verdict().sentence() + ".");
        });
        return lines.stream().map(Quoted::plain).toList();
    }
}
