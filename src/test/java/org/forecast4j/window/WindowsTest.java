package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.forecast4j.UserError;
import org.forecast4j.series.Column;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {

    // --- the shape

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, lookback 0",
        "-4, 1, 1, lookback -4",
        "4, 0, 1, horizon 0",
        "4, -1, 1, horizon -1",
        "4, 1, 0, patch 0",
        "96, 96, 25, patch 25 does not divide lookback 96; give lookback 100",
        "10, 1, 7, give lookback 7",
        "4, 1, 8, give lookback 8",
        "2147483646, 1, 4, give lookback 2147483644",
        "2147483647, 1, 1, lookback 2147483647 and horizon 1: more rows than a series can hold"
    })
    void spec_of_impossible_sizes_is_a_usage_error(int lookback, int horizon, int patch, String message) {
        UserError error = catchThrowableOfType(UserError.class, () -> new WindowSpec(lookback, horizon, patch));
        assertThat(error.kind()).isEqualTo(UserError.Kind.USAGE);
        assertThat(error).hasMessageContaining(message);
    }

    @Test
    void spec_counts_steps_and_rows() {
        WindowSpec spec = new WindowSpec(96, 24, 12);
        assertThat(spec.steps()).isEqualTo(8);
        assertThat(spec.rows()).isEqualTo(120);
    }

    // --- the windows

    /** The ETT protocol: 2880 test rows, look-backs reaching across the border. */
    @ParameterizedTest
    @CsvSource({"96, 2785", "192, 2689", "336, 2545", "720, 2161"})
    void test_windows_of_the_ETT_protocol_are_all_counted(int horizon, long expected) {
        Windows windows = Windows.of(
                List.of(new Windows.Part(Samples.zeros(14_400), 11_520, 14_400)),
                new WindowSpec(96, horizon, 24),
                1,
                false);
        assertThat(windows.count()).isEqualTo(expected);
        assertThat(windows.endOf(0)).isEqualTo(11_520);
        assertThat(windows.endOf(expected - 1) + horizon).isEqualTo(14_400);
    }

    @Test
    void windows_after_a_moment_have_every_label_after_it() {
        TimeSeries series = Samples.zeros(10);
        Windows windows = Samples.windows(series, new WindowSpec(4, 2, 1)); // they begin at rows 4 to 8

        Windows after = windows.after(series.index().at(5));

        assertThat(after.count()).isEqualTo(3);
        assertThat(after.endOf(0)).isEqualTo(6);
        assertThat(after.endOf(2)).isEqualTo(8);
        assertThat(windows.after(series.index().at(9)).count()).isZero();
    }

    @Test
    void first_training_window_waits_for_a_whole_lookback() {
        Windows windows = Samples.windows(Samples.zeros(10), new WindowSpec(4, 2, 1));
        assertThat(windows.count()).isEqualTo(5);
        assertThat(windows.endOf(0)).isEqualTo(4);
    }

    @Test
    void part_too_short_for_a_window_has_none() {
        assertThat(Samples.windows(Samples.zeros(5), new WindowSpec(4, 2, 1)).count())
                .isZero();
        assertThat(Samples.windows(Samples.zeros(6), new WindowSpec(4, 2, 1)).count())
                .isEqualTo(1);
        assertThat(Windows.of(List.of(), new WindowSpec(4, 2, 1), 1, false).count())
                .isZero();
    }

    @Test
    void series_without_windows_between_others_are_stepped_over() {
        List<Windows.Part> parts = IntStream.of(2, 7, 3, 0, 6, 1)
                .mapToObj(length -> new Windows.Part(Samples.zeros(length), 0, length))
                .toList();
        Windows windows = Windows.of(parts, new WindowSpec(4, 2, 1), 1, false);
        assertThat(windows.count()).isEqualTo(3);
        assertThat(IntStream.range(0, 3).map(windows::seriesOf)).containsExactly(1, 1, 4);
    }

    @Test
    void windows_agree_with_a_plain_enumeration() {
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            WindowSpec spec = new WindowSpec(1 + random.nextInt(8), 1 + random.nextInt(6), 1);
            int stride = 1 + random.nextInt(4);
            boolean fillsLookAhead = random.nextBoolean();
            boolean holes = random.nextBoolean();
            List<Windows.Part> parts = new ArrayList<>();
            for (int s = random.nextInt(5); s >= 0; s--) {
                int length = random.nextInt(40);
                int from = random.nextInt(length + 1);
                int to = from + random.nextInt(length - from + 1);
                parts.add(new Windows.Part(randomSeries(random, length, holes), from, to));
            }
            assertSameWindows(Windows.of(parts, spec, stride, fillsLookAhead), parts, spec, stride, fillsLookAhead);
        }
    }

    private static TimeSeries randomSeries(Random random, int length, boolean holes) {
        Column[] columns = new Column[1 + random.nextInt(3)];
        for (int c = 0; c < columns.length; c++) {
            BitSet filled = new BitSet();
            double share = holes ? random.nextDouble() : 0;
            IntStream.range(0, length).filter(i -> random.nextDouble() < share).forEach(filled::set);
            columns[c] = Column.of("c" + c, random.doubles(length).toArray(), filled);
        }
        return Samples.series(columns);
    }

    private static void assertSameWindows(
            Windows windows, List<Windows.Part> parts, WindowSpec spec, int stride, boolean fillsLookAhead) {
        long number = 0;
        for (int s = 0; s < parts.size(); s++) {
            Windows.Part part = parts.get(s);
            int firstEnd = -1;
            for (int end = 0; end <= part.series().length(); end++) {
                boolean fits = end >= spec.lookback() && end >= part.from() && end + spec.horizon() <= part.to();
                firstEnd = fits && firstEnd < 0 ? end : firstEnd;
                if (fits && (end - firstEnd) % stride == 0 && isUsable(part.series(), end, spec, fillsLookAhead)) {
                    assertThat(windows.seriesOf(number)).isEqualTo(s);
                    assertThat(windows.endOf(number)).isEqualTo(end);
                    assertThat(windows.history(number).end()).isEqualTo(end);
                    assertThat(windows.history(number).series()).isSameAs(part.series());
                    number++;
                }
            }
        }
        assertThat(windows.count()).isEqualTo(number);
    }

    private static boolean isUsable(TimeSeries series, int end, WindowSpec spec, boolean fillsLookAhead) {
        boolean anyLabel = false;
        for (Column column : series.columns()) {
            IntPredicate observed = column::observed;
            if (IntStream.range(0, end).noneMatch(observed) || (fillsLookAhead && !column.observed(end - 1))) {
                return false;
            }
            anyLabel |= IntStream.range(end, end + spec.horizon()).anyMatch(observed);
        }
        return anyLabel;
    }
}
