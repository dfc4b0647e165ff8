package org.forecast4j.model;

import static org.forecast4j.model.DamagedModel.CARD;
import static org.forecast4j.model.DamagedModel.CONFIGURATION;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files whose network's configuration somebody damaged or made on purpose. */
class HostileConfigurationTest {
    @TempDir
    Path folder;

    private DamagedModel model;

    @BeforeEach
    void makeOne() throws IOException {
        model = new DamagedModel(Models.bundle(), folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.forecast4j.model.DamagedModel$Bomb",
                "org\\u002eforecast4j.model.DamagedModel$Bomb",
                " org.forecast4j.model.DamagedModel$Bomb ",
                "[Lorg.forecast4j.model.DamagedModel$Bomb;",
                "java.util.ArrayList<org.forecast4j.model.DamagedModel$Bomb>",
                "java.lang.ProcessBuilder",
                "javax.naming.InitialContext",
                "bomb",
                "Bomb",
                "_",
                "é.É",
                "",
                "org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer",
                "org.deeplearning4j.nn.conf.layers.misc.FrozenLayer",
                "org.deeplearning4j.nn.conf.weightnoise.WeightNoise",
                "org.nd4j.linalg.activations.impl.ActivationCube",
                "org.nd4j.linalg.activations.impl.ActivationTanH$Other"
            })
    void class_that_is_not_on_the_list_is_refused_wherever_it_stands(String name) throws IOException {
        for (String known : List.of(
                "org.nd4j.linalg.activations.impl.ActivationTanH",
                "org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep",
                "org.deeplearning4j.nn.conf.layers.LSTM",
                "org.nd4j.linalg.learning.config.Adam",
                "org.nd4j.linalg.lossfunctions.impl.LossMSE",
                "org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor",
                "org.deeplearning4j.nn.weights.WeightInitXavier")) {
            model.mend();
            model.change(CONFIGURATION, '"' + known + '"', '"' + name + '"');
            model.assertRefused("names the class");
        }
    }

    @Test
    void class_in_a_field_that_is_usually_empty_is_refused() throws IOException {
        String bomb = "{\"@class\":\"org.forecast4j.model.DamagedModel$Bomb\",\"fuse\":\"x\"}";
        for (String field : List.of("weightNoise", "idropout", "biasUpdater", "weightInitFnRecurrent")) {
            model.mend();
            model.change(CONFIGURATION, '"' + field + "\" : null", '"' + field + "\" : " + bomb);
            model.assertRefused("names the class");
        }
        model.mend();
        model.change(CONFIGURATION, "\"regularization\" : [ ]", "\"regularization\" : [ " + bomb + " ]");
        model.assertRefused("names the class");
        model.mend();
        model.change(CONFIGURATION, "\"constraints\" : null", "\"constraints\" : [[" + bomb + "]]");
        model.assertRefused("names the class");
    }

    /** Two readers of one document must not see two different classes. */
    @Test
    void class_named_twice_is_refused() throws IOException {
        model.change(
                CONFIGURATION,
                "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\"",
                "\"@class\" : \"org.forecast4j.model.DamagedModel$Bomb\","
                        + "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\"");
        model.assertRefused();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"@class\" : \"org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep\",|",
                "\"@class\"|\"@clasS\"",
                "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\"|\"@class\" : [\"org.nd4j.linalg.learning.config.Adam\"]",
                "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\"|\"@class\" : {\"a\":\"b\"}",
                "\"@class\" : \"org.nd4j.linalg.activations.impl.ActivationTanH\"|\"TanH\" : { }",
                "\"stepFunction\" : null|\"stepFunction\" : {\"other\":{}}",
                "\"iterationCount\" : 3|\"iterationCount\" : 3, \"extra\" : 1",
                "\"miniBatch\" : true,|"
            })
    void configuration_of_another_form_is_refused(String from, String to) throws IOException {
        model.change(CONFIGURATION, from, to == null ? "" : to);
        model.assertRefused();
    }

    @ParameterizedTest
    @CsvSource({"nin, 8", "nin, 0", "nin, -1", "nout, 9223372036854775807", "nout, 4294967296", "nin, 1099511627776"})
    void layers_of_impossible_sizes_are_refused(String field, String value) throws IOException {
        model.setNumber(CONFIGURATION, field, value);
        model.assertRefused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "42", "\"x\"", "{} {}", "{\"confs\":[]}"})
    void json_that_is_no_object_of_ours_is_refused(String json) throws IOException {
        for (String entry : List.of(CONFIGURATION, CARD)) {
            model.mend();
            model.put(entry, json);
            model.assertRefused();
        }
    }

    @Test
    void deep_nesting_is_refused() throws IOException {
        for (String entry : List.of(CONFIGURATION, CARD)) {
            model.mend();
            model.put(entry, "{\"a\":".repeat(100_000));
            model.assertRefused();
        }
    }
}
