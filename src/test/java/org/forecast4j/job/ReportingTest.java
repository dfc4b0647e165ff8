package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
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

    private List<Path> written(String report) {
        Settings settings = Settings.none()
                .with("input", "sales.csv", "test")
                .with("target", "y", "test")
                .with("horizon", "2", "test")
                .with("output", folder.toString(), "test")
                .with("report", report, "test");
        TimeIndex index = new TimeIndex(
                ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), Frequency.parse("1d"), 4, false);
        TimeSeries series = new TimeSeries("", index, List.of(Column.of("y", 1, 2, 4, 3)));
        SeriesSet data =
                new SeriesSet("sales.csv", List.of(series), List.of(new RowCounts(4, 0, 0)), List.of(), "c0ffee");
        Reporting reporting = new Reporting(settings);
        reporting.forecast(List.of(series), List.of(Forecast.of(new double[][] {{5, 6}})));
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
