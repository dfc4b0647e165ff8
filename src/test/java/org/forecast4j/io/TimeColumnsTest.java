package org.forecast4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeColumnsTest {
    @TempDir
    Path folder;

    private List<String> found(String text, CsvFormat format, String... taken) throws IOException {
        return TimeColumns.of(Files.writeString(folder.resolve("data.csv"), text), format, List.of(taken))
                .found();
    }

    private List<String> found(String text) throws IOException {
        return found(text, CsvFormat.defaults());
    }

    @Test
    void columns_whose_first_cell_is_a_timestamp_are_found() throws IOException {
        assertThat(found("id,day,x\na,2024-01-01,1\n")).containsExactly("day");
        assertThat(found("x;\"when, exactly\"\n1;2024-01-01 10:00:00+01:00\n")).containsExactly("when, exactly");
        assertThat(found("from,to,x\n2024-01,2024-02,1\n")).containsExactly("from", "to");
    }

    @Test
    void numbers_words_missing_and_nameless_cells_are_no_timestamps() throws IOException {
        assertThat(found("year,x\n1961,1024\n")).isEmpty();
        assertThat(found("day,x\n1/2/2024,1\n")).isEmpty();
        assertThat(found("day,x\n,1\n2024-01-01,1\n")).isEmpty();
        assertThat(found(",x\n2024-01-01,1\n")).isEmpty();
        assertThat(found("day,x\n2024-02-30,1\n")).isEmpty();
    }

    @Test
    void the_form_of_the_timestamps_and_the_columns_that_hold_something_else_count() throws IOException {
        CsvFormat german = CsvFormat.defaults().withTimestamp("d.M.yyyy");
        assertThat(found("day,x\n1.2.2024,1\n", german)).containsExactly("day");
        assertThat(found("a,b\n2024-01-01,2024-01-01\n", CsvFormat.defaults(), "a"))
                .containsExactly("b");
        assertThat(found("2024-01-01,1\n", CsvFormat.defaults().withHeader(false)))
                .containsExactly("c1");
    }

    @Test
    void a_file_without_rows_or_none_has_none_and_the_first_of_a_folder_counts() throws IOException {
        assertThat(found("")).isEmpty();
        assertThat(found("day,x\n")).isEmpty();
        assertThat(TimeColumns.of(folder.resolve("nope.csv"), CsvFormat.defaults(), List.of())
                        .found())
                .isEmpty();
        Files.writeString(folder.resolve("b.csv"), "day,x\n2024-01-01,1\n");
        Files.delete(folder.resolve("data.csv"));
        assertThat(TimeColumns.of(folder, CsvFormat.defaults(), List.of()).found())
                .containsExactly("day");
    }

    @Test
    void dates_in_another_form_are_told_of() throws IOException {
        Path file =
                Files.writeString(folder.resolve("data.csv"), "a,b,c,d,e\n1/2/2024,1.2.24 10:00,1-2,1.5,2024/1/2\n");
        TimeColumns columns = TimeColumns.of(file, CsvFormat.defaults(), List.of());
        assertThat(columns.likely()).containsExactly("a", "b");
        assertThat(columns.found()).containsExactly("e");
    }
}
