package org.forecast4j.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptionTest {
    @TempDir
    Path folder;

    /** A terminal would obey them: a file of data could clear the screen, or write into the window's title. */
    @Test
    void names_with_control_characters_are_escaped_in_the_lines_and_whole_in_the_json() throws IOException {
        Path file = Files.writeString(
                folder.resolve("x.csv"),
                "date,id,t\u001b[2J\n2012-01-01,s\u001b]0;x\u0007,1\n2012-01-02,s\u001b]0;x\u0007,2\n");
        Description description = Description.ofData(
                Settings.none().with("input", file).with("time", "date").with("id", "id"));
        assertThat(String.join("", description.lines()))
                .contains("t\\u001b[2J", "s\\u001b]0;x\\u0007")
                .matches("\\P{Cntrl}*");
        assertThat(description.json().at("/series/0/columns/0/name").asText()).isEqualTo("t\u001b[2J");
    }

    @Test
    void lines_of_an_outcome_hold_no_control_characters() {
        Outcome outcome = new Outcome(
                List.of(), List.of("a\u001b[31m"), Optional.empty(), new ObjectMapper().createObjectNode(), false);
        assertThat(outcome.table()).containsExactly("a\\u001b[31m");
    }
}
