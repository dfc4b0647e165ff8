package org.forecast4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.forecast4j.UserError;
import org.forecast4j.series.Covariate;
import org.forecast4j.series.DuplicatePolicy;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CovariatesReadingTest {
    @TempDir
    Path folder;

    private static CovariateNames names(String past, String known, String statics, String categorical) {
        return new CovariateNames(list(past), list(known), list(statics), list(categorical));
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }

    private SourceSpec spec(String csv, String target, CovariateNames names) throws IOException {
        return SourceSpec.of(Files.writeString(folder.resolve("in.csv"), csv), "t", target)
                .withCovariates(names);
    }

    private TimeSeries read(String csv, CovariateNames names) throws IOException {
        return SeriesReader.read(spec(csv, "y", names)).series().get(0);
    }

    private static AbstractThrowableAssert<?, ?> refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, UserError.Kind kind) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(UserError.class, e -> assertThat(e.kind())
                .isEqualTo(kind));
    }

    private static double[] values(Covariate covariate) {
        double[] values = new double[covariate.column().length()];
        for (int row = 0; row < values.length; row++) {
            values[row] = covariate.column().value(row);
        }
        return values;
    }

    // --- roles and kinds

    @Test
    void columns_are_read_by_role_and_words_are_numbered_as_they_come() throws IOException {
        TimeSeries series = read("""
                t,y,wind,sky,promo,region
                2024-01-01,1,5,sun,0,north
                2024-01-02,2,6,rain,1,north
                2024-01-03,3,7,sun,0,north
                """, names("wind,sky", "promo", "region", ""));
        assertThat(series.columnNames()).containsExactly("y");
        assertThat(values(series.covariates().past().get(0))).containsExactly(5, 6, 7);
        assertThat(series.covariates().past().get(1).words()).containsExactly("sun", "rain");
        assertThat(values(series.covariates().past().get(1))).containsExactly(0, 1, 0);
        assertThat(values(series.covariates().known().get(0))).containsExactly(0, 1, 0);
        assertThat(series.covariates().statics().get(0).words()).containsExactly("north");
        assertThat(values(series.covariates().statics().get(0))).containsExactly(0);
    }

    @Test
    void all_leaves_covariates_out_of_the_targets() throws IOException {
        SourceSpec spec = spec("""
                t,a,promo,b
                2024-01-01,1,0,3
                2024-01-02,2,1,4
                """, "all", names("", "promo", "", ""));
        assertThat(SeriesReader.read(spec).series().get(0).columnNames()).containsExactly("a", "b");
    }

    @Test
    void numbers_named_as_categorical_are_words() throws IOException {
        TimeSeries series = read("""
                t,y,shop
                2024-01-01,1,12
                2024-01-02,2,7
                """, names("shop", "", "", "shop"));
        assertThat(series.covariates().past().get(0).words()).containsExactly("12", "7");
    }

    @Test
    void gaps_of_covariates_are_filled_and_lines_are_drawn_between_numbers_alone() throws IOException {
        SourceSpec spec = spec("""
                t,y,n,w
                2024-01-01,1,10,a
                2024-01-02,2,,
                2024-01-03,3,20,b
                """, "y", names("n,w", "", "", ""));
        TimeSeries series =
                SeriesReader.read(spec.withGaps(GapPolicy.LINEAR)).series().get(0);
        assertThat(values(series.covariates().past().get(0))).containsExactly(10, 15, 20);
        assertThat(values(series.covariates().past().get(1))).containsExactly(0, 0, 1);
        assertThat(series.covariates().past().get(0).column().observed(1)).isFalse();
    }

    @Test
    void of_rows_that_become_their_mean_the_last_word_is_kept() throws IOException {
        SourceSpec spec = spec("""
                t,y,w
                2024-01-01,1,a
                2024-01-02,2,a
                2024-01-02,4,c
                2024-01-03,3,b
                """, "y", names("w", "", "", ""));
        TimeSeries series = SeriesReader.read(spec.withDuplicates(DuplicatePolicy.MEAN))
                .series()
                .get(0);
        assertThat(series.column(0).value(1)).isEqualTo(3);
        assertThat(values(series.covariates().past().get(0))).containsExactly(0, 1, 2);
        assertThat(series.covariates().past().get(0).words()).containsExactly("a", "c", "b");
    }

    @Test
    void the_notes_name_the_covariates() throws IOException {
        SourceSpec spec = spec("""
                t,y,n,w,r
                2024-01-01,1,10,a,x
                2024-01-02,2,11,b,x
                """, "y", names("n,w", "", "r", ""));
        assertThat(SeriesReader.read(spec).notes()).contains("covariates: past n, w (2 words); static r (1 words)");
    }

    @Test
    void each_series_has_its_static_value() throws IOException {
        List<TimeSeries> series = SeriesReader.read(
                        spec("""
                        t,id,y,size
                        2024-01-01,a,1,5
                        2024-01-02,a,2,5
                        2024-01-01,b,1,
                        2024-01-02,b,2,8
                        """, "y", names("", "", "size", "")).withId("id"))
                .series();
        assertThat(values(series.get(0).covariates().statics().get(0))).containsExactly(5);
        assertThat(values(series.get(1).covariates().statics().get(0))).containsExactly(8);
    }

    // --- what is wrong with them

    @Test
    void a_missing_column_is_named_with_its_setting() {
        refused(() -> read("t,y,wind\n2024-01-01,1,2\n2024-01-02,1,2\n", names("wnd", "", "", "")), UserError.Kind.DATA)
                .hasMessageContaining("in.csv: found no column 'wnd', expected one of t, y, wind; did you mean 'wind'?")
                .hasMessageContaining("--past-covariates");
    }

    @Test
    void a_column_has_one_role() {
        refused(() -> names("a", "a", "", ""), UserError.Kind.USAGE).hasMessageContaining("column 'a': found it twice");
        refused(() -> spec("", "a", names("a", "", "", "")), UserError.Kind.USAGE)
                .hasMessageContaining("column 'a': found it as a covariate and as a target")
                .hasMessageContaining("--past-covariates");
        refused(() -> spec("", "y", names("", "t", "", "")), UserError.Kind.USAGE)
                .hasMessageContaining("and as the timestamps");
        refused(() -> spec("", "y", names("", "", "id", "")).withId("id"), UserError.Kind.USAGE)
                .hasMessageContaining("and as the series ids");
        refused(() -> names("a", "", "", "b"), UserError.Kind.USAGE)
                .hasMessageContaining("column 'b': found it as categorical, expected one of the covariates");
    }

    @Test
    void a_static_value_that_changes_is_named_with_its_line() {
        refused(
                        () -> read("t,y,r\n2024-01-01,1,north\n2024-01-02,1,south\n", names("", "", "r", "")),
                        UserError.Kind.DATA)
                .hasMessageContaining(
                        "in.csv, line 3, column 'r': found 'south', expected 'north' as in the rows of the"
                                + " series before");
    }

    @Test
    void a_static_column_without_a_value_is_refused() {
        refused(() -> read("t,y,r\n2024-01-01,1,\n2024-01-02,1,\n", names("", "", "r", "")), UserError.Kind.DATA)
                .hasMessageContaining("column 'r': every value is missing");
    }

    @Test
    void a_series_without_a_value_of_a_covariate_is_left_out() throws IOException {
        String csv = """
                t,id,y,c
                2024-01-01,a,1,2
                2024-01-02,a,1,3
                2024-01-01,b,1,
                2024-01-02,b,1,NA
                2024-01-01,c,1,4
                2024-01-02,c,1,
                """;
        for (CovariateNames names : List.of(names("c", "", "", ""), names("", "c", "", ""))) {
            SeriesSet read = SeriesReader.read(spec(csv, "y", names).withId("id"));
            assertThat(read.series()).extracting(TimeSeries::id).containsExactly("a", "c");
            assertThat(read.notes())
                    .contains(
                            "found 1 series in which every value of a target or covariate is missing ('b'): left out");
        }
    }

    @Test
    void a_series_without_a_static_value_is_left_out() throws IOException {
        String csv = "t,id,y,r\n2024-01-01,a,1,\n2024-01-02,a,1,\n2024-01-01,b,1,north\n2024-01-02,b,1,\n";
        SeriesSet read =
                SeriesReader.read(spec(csv, "y", names("", "", "r", "")).withId("id"));
        assertThat(read.series()).extracting(TimeSeries::id).containsExactly("b");
        assertThat(read.without()).isPresent();
    }

    @Test
    void more_words_than_categories_make_sense_are_refused_at_the_line() {
        StringBuilder csv = new StringBuilder("t,y,w\n");
        for (int row = 0; row < 101; row++) {
            csv.append(java.time.LocalDate.of(2024, 1, 1).plusDays(row))
                    .append(",1,w")
                    .append(row)
                    .append('\n');
        }
        refused(() -> read(csv.toString(), names("w", "", "", "")), UserError.Kind.DATA)
                .hasMessageContaining(
                        "in.csv, line 102, column 'w': found 'w100', expected at most 100 different words");
    }

    @Test
    void a_word_among_numbers_is_refused() {
        refused(() -> read("t,y,n\n2024-01-01,1,2\n2024-01-02,1,x\n", names("n", "", "", "")), UserError.Kind.DATA)
                .hasMessageContaining("line 3, column 'n': found 'x', expected a number");
    }

    // --- the rows to forecast

    private static final String TWO_DAYS = "t,y,promo\n2024-01-01,1,no\n2024-01-02,2,yes\n";

    private TimeSeries continued(String future) throws IOException {
        SourceSpec spec = spec(TWO_DAYS, "y", names("", "promo", "", ""));
        SeriesSet data = SeriesReader.read(spec);
        Path file = Files.writeString(folder.resolve("future.csv"), future);
        return FutureRows.read(spec, file, data.series())
                .continued(data.series().get(0), 2);
    }

    @Test
    void known_covariates_go_on_after_the_last_row() throws IOException {
        TimeSeries series = continued("t,promo\n2024-01-03,yes\n2024-01-04,maybe\n");
        Covariate promo = series.covariates().known().get(0);
        assertThat(series.length()).isEqualTo(2);
        assertThat(promo.words()).containsExactly("no", "yes", "maybe");
        assertThat(values(promo)).containsExactly(0, 1, 1, 2);
        assertThat(series.before(2).known(0, 2)).isEqualTo(2);
    }

    @Test
    void other_rows_and_columns_of_the_future_are_passed_over() throws IOException {
        TimeSeries series = continued("""
                t,note,promo
                2024-01-02,x,
                2024-01-03,x,yes
                2024-01-04,x,no
                2024-01-05,x,
                """);
        assertThat(values(series.covariates().known().get(0))).containsExactly(0, 1, 1, 0);
    }

    @Test
    void a_row_that_is_missing_is_named_by_its_timestamp() {
        refused(() -> continued("t,promo\n2024-01-03,yes\n"), UserError.Kind.DATA)
                .hasMessageContaining(
                        "future.csv: found no row for 2024-01-04 (its rows run from 2024-01-03 to 2024-01-03),"
                                + " expected promo for each row from 2024-01-03 to 2024-01-04");
        refused(() -> continued("t,promo\n2025-01-03,yes\n2025-01-04,yes\n"), UserError.Kind.DATA)
                .hasMessageContaining("found no row for 2024-01-03 (its rows run from 2025-01-03 to 2025-01-04)");
    }

    @Test
    void an_empty_cell_of_the_future_is_named_with_its_line() {
        refused(() -> continued("t,promo\n2024-01-03,yes\n2024-01-04,\n"), UserError.Kind.DATA)
                .hasMessageContaining("future.csv, line 3, column 'promo': found no value for 2024-01-04");
    }

    @Test
    void a_column_missing_in_the_future_is_named() {
        refused(() -> continued("t,sale\n2024-01-03,yes\n2024-01-04,no\n"), UserError.Kind.DATA)
                .hasMessageContaining("future.csv: found no column 'promo'")
                .hasMessageContaining("--known-covariates");
    }

    @Test
    void a_timestamp_twice_in_the_future_is_refused() {
        refused(() -> continued("t,promo\n2024-01-03,yes\n2024-01-03,no\n2024-01-04,no\n"), UserError.Kind.DATA)
                .hasMessageContaining("future.csv, line 3, column 't': found 2024-01-03 as in");
    }

    @Test
    void series_of_the_future_are_those_of_the_input() throws IOException {
        SourceSpec spec = spec(
                        "t,id,y,p\n2024-01-01,a,1,0\n2024-01-02,a,1,1\n2024-01-01,b,1,5\n2024-01-02,b,1,6\n",
                        "y",
                        names("", "p", "", ""))
                .withId("id");
        List<TimeSeries> series = SeriesReader.read(spec).series();
        Path file = Files.writeString(folder.resolve("f.csv"), "t,id,p\n2024-01-03,b,8\n2024-01-03,a,9\n");
        FutureRows rows = FutureRows.read(spec, file, series);
        assertThat(values(rows.continued(series.get(0), 1).covariates().known().get(0)))
                .containsExactly(0, 1, 9);
        assertThat(values(rows.continued(series.get(1), 1).covariates().known().get(0)))
                .containsExactly(5, 6, 8);

        Path more = Files.writeString(folder.resolve("g.csv"), "t,id,p\n2024-01-03,b,8\n2024-01-03,c,9\n");
        assertThat(values(FutureRows.read(spec, more, series)
                        .continued(series.get(1), 1)
                        .covariates()
                        .known()
                        .get(0)))
                .containsExactly(5, 6, 8);
        Path fewer = Files.writeString(folder.resolve("h.csv"), "t,id,p\n2024-01-03,b,8\n");
        refused(() -> FutureRows.read(spec, fewer, series).continued(series.get(0), 1), UserError.Kind.DATA)
                .hasMessageContaining("h.csv: found no row for 2024-01-03 of series 'a', expected p for 2024-01-03");
    }

    @Test
    void a_folder_of_series_has_a_folder_of_futures() throws IOException {
        Path inputs = Files.createDirectory(folder.resolve("inputs"));
        Path futures = Files.createDirectory(folder.resolve("futures"));
        for (String id : List.of("a", "b")) {
            Files.writeString(inputs.resolve(id + ".csv"), "t,y,p\n2024-01-01,1,0\n2024-01-02,2,1\n");
            Files.writeString(futures.resolve(id + ".csv"), "t,p\n2024-01-03,4\n");
        }
        SourceSpec spec = SourceSpec.of(inputs, "t", "y").withCovariates(names("", "p", "", ""));
        List<TimeSeries> series = SeriesReader.read(spec).series();
        assertThat(values(FutureRows.read(spec, futures, series)
                        .continued(series.get(1), 1)
                        .covariates()
                        .known()
                        .get(0)))
                .containsExactly(0, 1, 4);
        refused(() -> FutureRows.read(spec, futures.resolve("a.csv"), series), UserError.Kind.USAGE)
                .hasMessageContaining("expected a folder with one file per series as the input is");
    }

    @Test
    void numbered_rows_go_on_with_the_first_row_of_the_future() throws IOException {
        Path input = Files.writeString(folder.resolve("in.csv"), "y,p\n1,0\n2,1\n");
        SourceSpec spec =
                SourceSpec.of(input, java.util.Optional.empty(), List.of("y")).withCovariates(names("", "p", "", ""));
        List<TimeSeries> series = SeriesReader.read(spec).series();
        Path file = Files.writeString(folder.resolve("f.csv"), "p\n7\n8\n");
        FutureRows rows = FutureRows.read(spec, file, series);
        assertThat(values(rows.continued(series.get(0), 2).covariates().known().get(0)))
                .containsExactly(0, 1, 7, 8);
        refused(() -> rows.continued(series.get(0), 3), UserError.Kind.DATA)
                .hasMessageContaining("f.csv: found no row for 4 (2 rows), expected p for each row from 2 to 4");
    }
}
