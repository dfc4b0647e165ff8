package org.forecast4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {

    @Test
    void what_would_be_markup_is_escaped_and_what_xml_cannot_hold_replaced() {
        assertThat(Html.escape("<a href=\"x\" b='y'>&</a>"))
                .isEqualTo("&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
        assertThat(Html.escape("a\u0000\uD800\u202E\uFFFFb")).isEqualTo("a\uFFFD\uFFFD\uFFFD\uFFFDb");
        assertThat(Html.escape("\u00E4\u6771\uD83D\uDE00")).isEqualTo("\u00E4\u6771\uD83D\uDE00");
    }

    @Test
    void a_long_name_is_cut_before_it_is_escaped() {
        assertThat(Html.brief("&&&&", 3)).isEqualTo("&amp;&amp;\u2026");
        assertThat(Html.brief("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 2)).isEqualTo("\uD83D\uDE00\u2026");
        assertThat(Html.brief("abc", 3)).isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "12.3456789, 12.35",
        "-0.5, −0.5",
        "123456.7, 123457",
        "1234567890123, 1.235e+12",
        "0.00001234, 1.234e-05",
        "NaN, –",
        "Infinity, –"
    })
    void numbers_have_four_digits_or_all_before_the_point(double value, String text) {
        assertThat(Html.number(value)).isEqualTo(text);
    }

    @Test
    void a_percentage_has_no_negative_zero() {
        assertThat(Html.percent(-0.0001)).isEqualTo("0.0\u00A0%");
        assertThat(Html.percent(0.3944)).isEqualTo("39.4\u00A0%");
        assertThat(Html.coverage(0.95)).isEqualTo("95\u00A0%");
        assertThat(Html.p(0.0004)).isEqualTo("&lt; 0.001");
    }
}
