package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.forecast4j.job.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SettingOptionsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            job.yaml --ui               | ui        | 9000
            --ui job.yaml               | ui        | 9000
            --ui=9100 job.yaml          | ui        | 9100
            --ui 9100 job.yaml          | ui        | 9100
            job.yaml --ui none          | ui        | none
            --ui --epochs 3 job.yaml    | ui        | 9000
            --final-fit job.yaml        | final-fit | true
            --final-fit no job.yaml     | final-fit | no
            --report=false job.yaml     | report    | false
            """)
    void an_option_that_may_stand_alone_takes_no_word_that_is_not_its_value(String line, String key, String value) {
        CommandLine main = Main.commandLine();
        main.parseArgs(("run " + line.strip()).split(" +", -1));
        CommandLine run = main.getSubcommands().get("run");

        Map<String, String> given =
                SettingOptions.given(run.getCommandSpec(), Settings.none()).complete();

        assertThat(given).containsEntry(key.strip(), value.strip());
        assertThat(run.getParseResult().matchedPositional(0).stringValues()).containsExactly("job.yaml");
    }
}
