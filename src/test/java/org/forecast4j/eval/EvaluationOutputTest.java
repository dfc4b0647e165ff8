package org.forecast4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.eval.Samples.evaluate;
import static org.forecast4j.eval.Samples.fixed;
import static org.forecast4j.eval.Samples.series;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.forecast4j.series.Column;
import org.junit.jupiter.api.Test;

/** What users see of an evaluation: the JSON and the table. */
class EvaluationOutputTest {
    // Training rows 1, 3, 2; truth 4 and 8; the naive forecast is 2, the mean 2 too.
    private static final Evaluation EVALUATION = evaluate(fixed(5, 5), series(Column.of("y", 1, 3, 2, 4, 8)), 3, 3);

    @Test
    void json_has_the_documented_shape() {
        JsonNode json = new ObjectMapper().valueToTree(EVALUATION);

        assertThat(json.at("/scores/scaled/mse").doubleValue()).isEqualTo(1.25);
        assertThat(json.at("/scores/scaled/mae").doubleValue()).isEqualTo(1);
        for (String metric : List.of("mse", "mae", "rmse", "r2", "mape", "smape", "mase")) {
            assertThat(json.at("/scores/original/" + metric).isNumber())
                    .as(metric)
                    .isTrue();
            assertThat(json.at("/baselines/naive/original/" + metric).isNumber())
                    .as(metric)
                    .isTrue();
        }
        assertThat(json.at("/scores/original/zeroTruths").intValue()).isZero();
        assertThat(json.at("/scores/perStep/mae").size()).isEqualTo(2);
        assertThat(json.at("/scores/perColumn/y/rse").isNumber()).isTrue();
        assertThat(json.at("/baselines/mean/perStep/rmse").size()).isEqualTo(2);
        assertThat(json.at("/verdict").propertyStream().map(Map.Entry::getKey))
                .containsExactly(
                        "skill", "bestBaseline", "pValue", "beatsBaselines", "laggedCopy", "comparisons", "sentence");
        assertThat(json.at("/verdict/comparisons/0/baseline").textValue()).isEqualTo("naive");
        assertThat(json.at("/evaluatedWindows").intValue()).isEqualTo(1);
        assertThat(json.at("/labels").intValue()).isEqualTo(2);
        assertThat(json.at("/maskedLabels").intValue()).isZero();
        assertThat(json.at("/perSeries").isEmpty()).isTrue();
    }

    @Test
    void a_score_that_is_no_number_is_null_in_json() throws Exception {
        // A forecast that never changes correlates with nothing.
        String json = new ObjectMapper().writeValueAsString(EVALUATION);

        assertThat(json).contains("\"pc\":null").doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void json_reads_back_as_the_same_record() throws Exception {
        ObjectMapper mapper = new ObjectMapper();

        assertThat(mapper.readValue(mapper.writeValueAsString(EVALUATION), Evaluation.class))
                .isEqualTo(EVALUATION);
    }

    @Test
    void table_aligns_its_numbers_within_eighty_columns() {
        List<String> lines = ScoreTable.lines("lstm", EVALUATION);

        // Errors of 5: 1 and 3; of 2: 2 and 6. The skill against 20 is 1 - 5 / 20.
        assertThat(lines)
                .containsExactly(
                        "                     scaled  scaled                       sMAPE           skill",
                        "                        MSE     MAE       MAE      RMSE       %    MASE       %",
                        "lstm                 1.2500  1.0000     2.000     2.236   34.19   1.333    75.0",
                        "naive                5.0000  2.0000     4.000     4.472   93.33   2.667    75.0",
                        "mean                 5.0000  2.0000     4.000     4.472   93.33   2.667    75.0");
        assertThat(lines).allMatch(line -> line.length() <= 80);
        assertThat(ScoreTable.lines(EVALUATION).get(2)).startsWith("network ");
    }

    @Test
    void table_knows_no_negative_zero() {
        // The naive forecast makes errors of 2 and 6; this one is worse by next to nothing.
        Evaluation slightlyWorse = evaluate(fixed(2 - 1e-9, 2 - 1e-9), series(Column.of("y", 1, 3, 2, 4, 8)), 3, 3);

        assertThat(slightlyWorse.verdict().skill()).isNegative();
        assertThat(ScoreTable.lines(slightlyWorse).get(2)).endsWith("     0.0");
        assertThat(slightlyWorse.verdict().sentence()).contains("(skill 0.0 %), but 1 test window is too few");
    }

    @Test
    void table_stays_aligned_with_large_numbers_long_names_and_missing_scores() {
        Evaluation large = evaluate(fixed(5e12, 5e12), series(Column.of("y", 3, 3, 3, 4e-9, 8e12)), 3, 3);

        List<String> lines = ScoreTable.lines("a name that is much too long", large);

        assertThat(lines.get(2)).startsWith("a name that is muc~ ").contains(" - ");
        assertThat(lines).allMatch(line -> line.length() <= 80);
    }
}
