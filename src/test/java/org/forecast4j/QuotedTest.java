package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void text_without_control_characters_stays_as_it_is() {
        assertThat(Quoted.plain("größe \uD83D\uDE00 \\u001b")).isEqualTo("größe \uD83D\uDE00 \\u001b");
    }

    @Test
    void characters_that_a_terminal_obeys_are_escaped() {
        assertThat(Quoted.plain("\u001b[31m\r\n\t\u007f\u009b2J\uD800\u202E\u2028\u2069"))
                .isEqualTo("\\u001b[31m\\u000d\\u000a\\u0009\\u007f\\u009b2J\\ud800\\u202e\\u2028\\u2069");
    }

    @Test
    void long_text_is_cut_and_quoted() {
        assertThat(Quoted.of("y".repeat(41))).isEqualTo("'" + "y".repeat(37) + "...'");
        assertThat(Quoted.of("y".repeat(40))).isEqualTo("'" + "y".repeat(40) + "'");
    }

    @Test
    void of_many_texts_three_are_named() {
        assertThat(Quoted.some(List.of("a", "b\n", "c"))).isEqualTo("'a', 'b\\u000a', 'c'");
        assertThat(Quoted.some(List.of("a", "b", "c", "d"))).isEqualTo("'a', 'b', 'c', ...");
    }

    @Test
    void user_error_is_one_line_whatever_it_quotes() {
        assertThat(UserError.data("column 'a\nb\u001b[2J'").getMessage()).isEqualTo("column 'a\\u000ab\\u001b[2J'");
    }
}
