package org.forecast4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.forecast4j.UserError;
import org.forecast4j.series.DuplicatePolicy;
import org.forecast4j.series.GapPolicy;
import org.forecast4j.series.OrderPolicy;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesReaderFuzzTest {
    private static final int FILES = 3000;

    private static final List<String> SEEDS = List.of(
            "date,x,id\n2012-01-01,1,a\n2012-01-02,2,a\n2012-01-04,,a\n2012-01-01,5,b\n2012-01-02,6,b\n",
            "date;x;id\r\n2012-10-28T00:00;1.5;a\r\n2012-10-28T01:00;-2e3;a\r\n2012-10-28T02:00;NA;a\r\n",
            "\uFEFFdate\tx\tid\n2012-01-31\t\"1\"\tä\n2012-02-29\t\"2\"\tä\n2012-03-31\t3\t\"a \"\"b\"\"\n c\"\n",
            "date|x|id\n2012-01-01T00:00Z|1|a\n2012-01-01T00:15Z|2|a\n2012-01-01T01:45+01:00|3|a\n");

    private static final List<String> SNIPPETS = List.of(
            "\"",
            "\"\"",
            ",",
            "\n",
            "\r",
            "\\",
            "\0",
            "1e999",
            "9".repeat(400),
            "-",
            "NaN",
            "\uFEFF",
            "2012-01-01",
            "9999-12-31",
            "0001-01-01",
            "T02:30",
            "+18:00",
            "Z",
            "\t",
            " ",
            "é",
            "x".repeat(70_000),
            "\u2028");

    private final Path folder;

    SeriesReaderFuzzTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void mutated_files_are_read_or_refused_in_one_line() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            Random random = new Random(20120101);
            int read = 0;
            for (int i = 0; i < FILES; i++) {
                read += readOrRefused(mutated(random), random) ? 1 : 0;
            }
            assertThat(read).isBetween(FILES / 20, FILES * 19 / 20);
        });
    }

    private boolean readOrRefused(byte[] bytes, Random random) throws IOException {
        Path file = Files.write(folder.resolve("fuzz.csv"), bytes);
        SourceSpec spec = SourceSpec.of(file, "date", random.nextBoolean() ? "x" : "all")
                .withDuplicates(pick(DuplicatePolicy.values(), random))
                .withOrder(pick(OrderPolicy.values(), random))
                .withGaps(pick(GapPolicy.values(), random));
        spec = random.nextBoolean() ? spec.withId("id") : spec;
        spec = random.nextBoolean() ? spec.withFormat(CsvFormat.defaults().withZone(ZoneId.of("Europe/Berlin"))) : spec;
        try {
            SeriesSet set = SeriesReader.read(spec);
            assertThat(set.series()).isNotEmpty();
            if (set.series().get(0).length() < 10_000) {
                assertThat(set.profile()).hasSameSizeAs(set.series());
            }
            return true;
        } catch (UserError e) {
            assertThat(String.valueOf(e.getMessage()))
                    .as("message for %s", HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(500, bytes.length))))
                    .hasSizeLessThan(1500)
                    .matches(message -> message.chars().noneMatch(Character::isISOControl), "is one line");
            return false;
        } catch (RuntimeException | Error e) {
            return fail(spec + " " + HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(2000, bytes.length))), e);
        }
    }

    private static <T> T pick(T[] all, Random random) {
        return all[random.nextInt(all.length)];
    }

    private static byte[] mutated(Random random) throws IOException {
        byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
        int mutations = random.nextInt(4);
        for (int i = 0; i < mutations && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes[at] = (byte) ('0' + random.nextInt(10));
                case 3 -> {
                    int to = Math.min(bytes.length, at + random.nextInt(30));
                    bytes = joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
                }
                default -> {
                    byte[] snippet =
                            SNIPPETS.get(random.nextInt(SNIPPETS.size())).getBytes(StandardCharsets.UTF_8);
                    byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
                    bytes = joined(joined(Arrays.copyOf(bytes, at), snippet), rest);
                }
            }
        }
        return random.nextInt(10) == 0 ? damagedGzip(bytes, random) : bytes;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] damagedGzip(byte[] bytes, Random random) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        byte[] damaged = packed.toByteArray();
        if (random.nextBoolean()) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }
}
