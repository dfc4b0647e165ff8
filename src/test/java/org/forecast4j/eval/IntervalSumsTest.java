package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.forecast4j.model.Forecast;
import org.junit.jupiter.api.Test;

class IntervalSumsTest {
    @Test
    void score_byHand() {
        IntervalSums sums = new IntervalSums(0.8, List.of("y"), 2);
        double[][] lower = {{0, 10}};
        double[][] upper = {{4, 20}};
        Forecast.Interval interval = new Forecast.Interval(0.8, lower, upper);
        sums.add(0, new double[] {1, 25}, interval, 2); // inside; 5 above
        sums.add(0, new double[] {-2, Double.NaN}, interval, 2); // 2 below; not observed
        IntervalScore score = sums.score();
        assertThat(score.measured()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(score.width()).isCloseTo((4 + 10 + 4) / 3.0, within(1e-12));
        assertThat(score.scaledWidth()).isCloseTo(3, within(1e-12));
        // widths 18 / 2, and 2 / (1 - 0.8) = 10 for each of 7 / 2 units outside
        assertThat(score.scaledWinkler()).isCloseTo((9 + 10 * 3.5) / 3, within(1e-12));
        // levels 0.1 and 0.9: truth 1: (0.1 + 0.3) / 2; truth 25: (1.5 + 4.5) / 2; truth -2: (1.8 + 0.6) / 2
        double pinball = 0.2 + 3 + 1.2;
        assertThat(score.scaledPinball()).isCloseTo(pinball / 2 / 3, within(1e-12));
        assertThat(score.wql()).isCloseTo(2 * pinball / 28, within(1e-12));
        assertThat(score.perStep().get(0).measured()).isCloseTo(0.5, within(1e-12));
        assertThat(score.perStep().get(1).measured()).isCloseTo(0, within(1e-12));
        assertThat(score.perColumn()).containsOnlyKeys("y");
    }

    @Test
    void bounds_countAsInside() {
        IntervalSums sums = new IntervalSums(0.5, List.of("y"), 1);
        sums.add(0, new double[] {3}, new Forecast.Interval(0.5, new double[][] {{3}}, new double[][] {{3}}), 1);
        assertThat(sums.score().measured()).isEqualTo(1);
    }
}
