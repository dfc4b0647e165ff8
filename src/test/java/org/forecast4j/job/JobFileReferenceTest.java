package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference page is what the settings say. {@code -Dforecast4j.write=true} writes it anew. */
class JobFileReferenceTest {
    private static final Path PAGE = Path.of("src/site/job-file.md");

    @Test
    void the_page_lists_every_setting_as_it_is() throws IOException {
        String expected = page();
        if (Boolean.getBoolean("forecast4j.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE).content().isEqualTo(expected);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # The job file

                YAML, one key per line. A value is a word, a number or a list of them; paths count from the file's folder. \
                Each key is also an option of `run`, `train`, `backtest` and `tune` (`horizon: 14` is `--horizon 14`), and options win; `evaluate` and `forecast` take those that say where the rows are and how they are written. \
                Unknown keys are errors. A name that holds a comma stands in double quotes, as in a CSV file, or in a list: `"sales, net",staff` or `["sales, net", staff]`.

                | key | value | default | meaning |
                |---|---|---|---|
                """);
        for (Settings.Key key : Settings.keys()) {
            Setting setting = key.setting();
            String otherwise = setting.required()
                    ? "must be given"
                    : setting.otherwise().isEmpty() ? "" : "`" + setting.otherwise() + "`";
            page.append("| `%s` | `%s` | %s | %s |\n"
                    .formatted(
                            key.name(),
                            setting.sample().replace("|", "\\|"),
                            otherwise,
                            setting.help().replace("|", "\\|")));
        }
        return page.toString();
    }
}
