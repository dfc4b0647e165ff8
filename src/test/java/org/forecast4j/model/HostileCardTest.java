package org.forecast4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.model.DamagedModel.CARD;
import static org.forecast4j.model.DamagedModel.CONFIGURATION;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.forecast4j.window.Emission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files whose card somebody damaged or made on purpose. */
class HostileCardTest {
    @TempDir
    Path folder;

    private DamagedModel model;

    @BeforeEach
    void makeOne() throws IOException {
        model = new DamagedModel(Models.bundle(), folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"formatVersion\" : 6|\"formatVersion\" : 2",
                "\"formatVersion\" : 6|\"formatVersion\" : 1.5",
                "\"formatVersion\" : 6|\"formatVersion\" : \"1\"",
                "\"formatVersion\" : 6,|",
                "\"horizon\" : 3|\"horizon\" : -3",
                "\"horizon\" : 3|\"horizon\" : 4",
                "\"horizon\" : 3|\"horizon\" : 3.7",
                "\"horizon\" : 3|\"horizon\" : \"3\"",
                "\"horizon\" : 3|\"horizon\" : null",
                "\"horizon\" : 3|\"horizon\" : 99999999999",
                "\"horizon\" : 3,|",
                "\"horizon\" : 3|\"horizon\" : 3, \"horizon\" : 3",
                "\"horizon\" : 3|\"horizon\" : 3, \"unknown\" : 3",
                "\"season\" : 1|\"season\" : 0",
                "\"season\" : 1|\"season\" : -5",
                "\"season\" : 1|\"season\" : -2147483648",
                "\"epochs\" : 3|\"epochs\" : -3",
                "\"lookback\" : 8|\"lookback\" : 2147483646",
                "\"patch\" : 2|\"patch\" : 3",
                "\"patch\" : 2|\"patch\" : 4",
                "\"patch\" : 2|\"patch\" : 0",
                "\"shareWeights\" : false|\"shareWeights\" : true",
                "\"shareWeights\" : false|\"shareWeights\" : null",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : [ \"warm\" ]",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : [ \"warm\", \"tiny\", \"more\" ]",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : [ \"warm\", null ]",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : null",
                "\"columns\" : [ \"warm\", \"tiny\" ]|\"columns\" : 7",
                "\"scaling\" : \"LAST_VALUE\"|\"scaling\" : \"OTHER\"",
                "\"scaling\" : \"LAST_VALUE\"|\"scaling\" : 1",
                "\"scaling\" : \"LAST_VALUE\"|\"scaling\" : null",
                "\"scaling\" : \"LAST_VALUE\"|\"scaling\" : \"LINEAR\"", // without one
                "\"share\" : 1.0|\"share\" : 0.5",
                "\"share\" : 1.0|\"share\" : -1",
                "\"share\" : 1.0|\"share\" : \"NaN\"",
                "\"calendar\" : [ \"DAY_OF_WEEK\" ]|\"calendar\" : [ ]",
                "\"categories\" : [ \"no\", \"yes\" ]|\"categories\" : [ \"no\" ]",
                "\"categories\" : [ \"no\", \"yes\" ]|\"categories\" : [ \"no\", null ]",
                "\"categories\" : [ \"no\", \"yes\" ]|\"categories\" : 7",
                "\"categories\" : [ \"no\", \"yes\" ]|\"@class\" : \"java.lang.Runtime\"",
                "\"mean\" : 7.0|\"mean\" : \"7\"",
                "\"deviation\" : 0.0|\"deviation\" : -1.0",
                "\"covariates\" : {|\"covariates\" : null, \"others\" : {",
                "\"calendar\" : [ \"DAY_OF_WEEK\" ]|\"calendar\" : [ \"DAY_OF_WEEK\", \"HOUR_OF_DAY\" ]"
            })
    void card_that_makes_no_sense_is_refused(String from, String to) throws IOException {
        model.change(CARD, from, to == null ? "" : to);
        model.assertRefused();
    }

    /** They size the outputs, and say where in them a forecast stands. */
    @ParameterizedTest
    @ValueSource(strings = {"0.5, 0.5, 0.9", "0.9, 0.5, 0.1", "0.1, 0.5, 1.5", "-0.5, 0.1, 0.5", "0.1, 0.5, 1e999"})
    void quantiles_that_are_no_levels_are_refused(String levels) throws IOException {
        model = new DamagedModel(Models.ofQuantiles(List.of(0.1, 0.5, 0.9)), folder);
        assertThat(ModelBundle.read(model.pack()).card().quantiles()).hasSize(3);
        model.change(CARD, "\"quantiles\" : [ 0.1, 0.5, 0.9 ]", "\"quantiles\" : [ " + levels + " ]");
        model.assertRefused();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"LAST_VALUE\" : \\S+,|",
                "\"LAST_VALUE\" : \\S+,|\"LAST_VALUE\" : null,",
                "\"LAST_VALUE\" : \\S+,|\"LAST_VALUE\" : 1e999,",
                "\"LAST_VALUE\" : \\S+,|\"LAST_VALUE\" : \"NaN\",",
                "\"LAST_VALUE\" : \\S+,|\"OTHER\" : 1,",
                "\"share\" : 0.25|\"share\" : 1.25",
                "\"season\" : 2,|\"season\" : 3,",
                "\"pooled\" : \\[ \\[|\"pooled\" : [ [ 0 ], [",
                "\"pooled\" : \\[ \\[|\"pooled\" : [ [ 0,",
                "\"pooled\" : \\[ \\[|\"pooled\" : [ [ null ], [",
                "\"each\" : \\{ \\}|\"each\" : { \"a\" : null }",
                "\"each\" : \\{ \\}|\"each\" : { \"a\" : [ [ 0 ] ] }",
                "\"each\" : \\{ \\}|\"each\" : { \"a\" : [ [ 0 ], null ] }"
            })
    void a_linear_forecast_that_does_not_fit_is_refused(String from, String to) throws IOException {
        model = new DamagedModel(Models.withLinear(), folder);
        assertThat(ModelBundle.read(model.pack()).card().windowScaler().share()).isEqualTo(0.25);
        model.changeAll(CARD, from, to == null ? "" : to);
        model.assertRefused();
    }

    @Test
    void season_that_is_none_is_named() throws IOException {
        model.change(CARD, "\"season\" : 1", "\"season\" : -5");
        model.assertRefused("cannot be read as a model", "season of -5 rows");
    }

    @Test
    void card_of_a_later_version_says_which_one_is_needed() throws IOException {
        model.change(CARD, "\"formatVersion\" : 6", "\"formatVersion\" : 7");
        model.assertRefused("format version 7, this program reads 6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2", "4", "2147483647"})
    void decoder_of_other_steps_than_the_horizons_is_refused(String steps) throws IOException {
        model = DamagedModel.emitting(Emission.DECODED, folder);
        assertThat(ModelBundle.read(model.pack()).card().horizon()).isEqualTo(6);
        model.change(CONFIGURATION, "\"n\" : 3", "\"n\" : " + steps);
        model.assertRefused();
    }

    /** A small network that claims to emit for ever must not be run to find out. */
    @Test
    void horizon_that_would_fill_the_memory_is_refused() throws IOException {
        model = DamagedModel.emitting(Emission.DECODED, folder);
        model.change(CONFIGURATION, "\"n\" : 3", "\"n\" : 100000000");
        model.change(CARD, "\"horizon\" : 6", "\"horizon\" : 200000000");
        model.assertRefused("100000000 steps");
    }

    @Test
    void steps_that_follow_the_lookback_for_ever_are_refused() throws IOException {
        model = DamagedModel.emitting(Emission.CONTINUED, folder);
        assertThat(ModelBundle.read(model.pack()).card().horizon()).isEqualTo(6);
        model.change(CARD, "\"horizon\" : 6", "\"horizon\" : 200000000");
        model.assertRefused("100000000 steps");
    }

    /** A network is run as the card says; one that was made for another way would give numbers that mean nothing. */
    @ParameterizedTest
    @CsvSource({
        "DECODED, CONTINUED",
        "DECODED, AT_ONCE",
        "CONTINUED, DECODED",
        "CONTINUED, EVERY_STEP",
        "EVERY_STEP, AT_ONCE",
        "EVERY_STEP, CONTINUED",
        "EVERY_STEP, NEVER"
    })
    void emission_that_the_network_was_not_made_for_is_refused(Emission made, String claimed) throws IOException {
        model = DamagedModel.emitting(made, folder);
        model.change(CARD, "\"emission\" : \"" + made, "\"emission\" : \"" + claimed);
        model.assertRefused();
    }

    @ParameterizedTest
    @CsvSource({"horizonPatch, 0", "horizonPatch, 4", "horizonPatch, 6", "horizon, 8"})
    void horizon_that_the_network_does_not_emit_is_refused(String field, String value) throws IOException {
        model = DamagedModel.emitting(Emission.DECODED, folder);
        model.setNumber(CARD, field, value);
        model.assertRefused();
    }
}
