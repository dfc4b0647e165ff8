package org.forecast4j.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearTermTest {
    /** One row, then two seasons of three: 1, 4, 1 about 2 and 5, 8, 2 about 5; on average -0.5, 2.5, -2. */
    private static final double[] LOOKBACK = {9, 1, 4, 1, 5, 8, 2};

    private static final LinearTerm.View VIEW = new LinearTerm.View(LOOKBACK, 3, new double[] {7, 8, 9});

    @ParameterizedTest
    @CsvSource({
        // what it says from the first row ahead on
        "LAST_VALUE, -3, -3, -3, -3", // 2 about 5
        "LAST_VALUE_PLACE, 2, 2, 2, 2",
        "TWO_SEASONS, -1.5, -1.5, -1.5, -1.5", // 3.5 about 5
        "MEAN_SEASON, -0.5, 2.5, -2, -0.5",
        "LAST_SEASON, 0.5, 0.5, -1, 0.5",
        "USUAL_SEASON, 7, 8, 9, 7",
        "TREND, 2, 3, 4, 5" // from 2 to 5 in three rows; the last season's middle lies two rows back
    })
    void a_term_stands_about_the_mean_of_the_last_season(LinearTerm term, double a, double b, double c, double d) {
        assertThat(VIEW.level()).isEqualTo(5);
        Path path = VIEW.path(term);
        assertThat(IntStream.range(0, 4).mapToDouble(path::at).toArray())
                .containsExactly(new double[] {a, b, c, d}, within(1e-12));
    }

    @Test
    void lookback_is_the_mean_of_all_its_rows() {
        assertThat(VIEW.path(LinearTerm.LOOKBACK).at(0)).isCloseTo(30 / 7.0 - 5, within(1e-12));
    }

    @Test
    void terms_that_a_lookback_does_not_hold_are_not_there() {
        assertThat(LinearTerm.of(7, 3))
                .containsExactly(
                        LinearTerm.LAST_VALUE,
                        LinearTerm.LAST_VALUE_PLACE,
                        LinearTerm.TWO_SEASONS,
                        LinearTerm.LOOKBACK,
                        LinearTerm.MEAN_SEASON,
                        LinearTerm.LAST_SEASON,
                        LinearTerm.USUAL_SEASON,
                        LinearTerm.TREND);
        assertThat(LinearTerm.of(3, 3))
                .containsExactly(
                        LinearTerm.LAST_VALUE,
                        LinearTerm.LAST_VALUE_PLACE,
                        LinearTerm.MEAN_SEASON,
                        LinearTerm.USUAL_SEASON);
        assertThat(LinearTerm.of(2, 3)).containsExactly(LinearTerm.USUAL_SEASON);
        assertThat(LinearTerm.of(1, 1)).isEmpty();
        assertThat(LinearTerm.of(48, Integer.MAX_VALUE)).containsExactly(LinearTerm.USUAL_SEASON);
    }

    @Test
    void every_term_of_every_lookback_says_something() {
        for (int lookback = 1; lookback < 30; lookback++) {
            for (int season = 1; season < 8; season++) {
                double[] values =
                        IntStream.range(0, lookback).mapToDouble(Math::sqrt).toArray();
                LinearTerm.View view = new LinearTerm.View(values, season, new double[season]);
                List<LinearTerm> terms = LinearTerm.of(lookback, season);
                assertThat(terms.stream().mapToDouble(term -> view.path(term).at(100)))
                        .allMatch(Double::isFinite);
                assertThat(view.level()).isFinite();
            }
        }
    }
}
