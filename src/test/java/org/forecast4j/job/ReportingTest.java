package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.forecast4j.io.SeriesSet;
import org.forecast4j.model.Forecast;
import org.forecast4j.series.Column;
import org.forecast4j.series.Frequency;
import org.forecast4j.series.RowCounts;
import org.forecast4j.series.TimeIndex;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportingTest {

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private Settings settings(String report) {
        return Settings.none()
                .with("input", "sales.csv", "test")
                .with("target", "y", "test")
                .with("horizon", "2", "test")
                .with("output", folder.toString(), "test")
                .with("report", report, "test");
    }

    private static SeriesSet data(double... values) {
        TimeIndex index = new TimeIndex(
                ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), Frequency.parse("1d"), values.length, false);
        TimeSeries series = new TimeSeries("", index, List.of(Column.of("y", values)));
        return new SeriesSet(
                "sales.csv",
                List.of(series),
                List.of(new RowCounts(values.length, 0, 0)),
                List.of(),
                "c0ffee",
                Optional.empty());
    }

    private List<Path> written(String report) {
        Settings settings = settings(report);
        SeriesSet data = data(1, 2, 4, 3);
        Reporting reporting = new Reporting(settings);
        reporting.forecast(data.series(), List.of(Forecast.of(new double[][] {{5, 6}})));
        return reporting.write(settings.toJob(), data, new JobProgress() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        });
    }

    @Test
    void a_forecast_becomes_a_page_and_a_picture() {
        assertThat(written("true")).containsExactly(folder.resolve("forecast.svg"), folder.resolve("report.html"));
        assertThat(folder.resolve("report.html")).content().contains("sales.csv", "c0ffee", "Forecast of y");
        assertThat(notes).isEmpty();
    }

    /** What the job leaves open is chosen from the data, and it is the choice that made the network. */
    @Test
    void the_page_tells_the_units_that_were_chosen() {
        Settings settings = settings("true");
        Job job = settings.toJob();
        SeriesSet data = data(IntStream.range(0, 100).mapToDouble(Math::sin).toArray());
        Plan plan = Plan.of(job, Parts.of(job.window().split(), data.series()));
        Results results = new Results(settings, folder);
        results.data(data, plan);
        results.saveReport(job, data, new JobProgress() {});
        assertThat(plan.choice().hidden()).containsExactly(16);
        assertThat(folder.resolve("report.html")).content().contains("LSTM, 16 units");
    }

    @Test
    void without_a_report_nothing_is_written() {
        assertThat(written("false")).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_page_that_cannot_be_written_is_told_and_stops_nothing() throws IOException {
        Files.createDirectory(folder.resolve("report.html"));

        assertThat(written("true")).containsExactly(folder.resolve("forecast.svg"));
        assertThat(notes).singleElement().asString().startsWith("the report is left out, all else is written: ");
    }
}
