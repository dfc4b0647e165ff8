package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.forecast4j.job.JobFile;
import org.forecast4j.job.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the pages tell a reader to type works: commands, options, job files, code, links. */
class PagesTest {
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    /** A call of the program from a checkout, or of an image of its name. */
    private static final Pattern CALL =
            Pattern.compile("(?:\\./forecast4j|docker run .* forecast4j)((?: (?:\"[^\"]*\"|[^\\s`;&|]+))+)");

    /** Each page's text by its path, the notebooks' text included. */
    private static Map<Path, String> pages() throws IOException {
        Map<Path, String> pages = new LinkedHashMap<>();
        List<Path> found = new ArrayList<>();
        for (String folder : List.of(".", "src/site", "src/bench", "docker", "notebooks", "sample-data")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                found.addAll(files.filter(file -> file.toString().matches(".*\\.(md|ipynb|yaml)"))
                        .sorted()
                        .toList());
            }
        }
        for (Path page : found) {
            pages.put(page.normalize(), Files.readString(page));
        }
        assertThat(pages).hasSizeGreaterThan(15);
        return pages;
    }

    private static List<String> fenced(String page, String language) {
        return FENCED.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static List<String> spans(String page) {
        return SPAN.matcher(FENCED.matcher(page).replaceAll(""))
                .results()
                .map(span -> span.group(1))
                .toList();
    }

    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> Stream.of(1, 2, 3)
                        .map(word::group)
                        .flatMap(group -> Optional.ofNullable(group).stream())
                        .findFirst()
                        .orElseThrow())
                .toArray(String[]::new);
    }

    @Test
    void every_command_on_a_page_has_options_that_exist() throws IOException {
        int seen = 0;
        for (Map.Entry<Path, String> page : pages().entrySet()) {
            String text = page.getValue().replace("\\\n", " ").replace("\\n", "\n");
            for (MatchResult call : CALL.matcher(text).results().toList()) {
                String[] arguments = words(call.group(1));
                assertThatCode(() -> Main.commandLine().parseArgs(arguments))
                        .as("%s: forecast4j%s", page.getKey(), call.group(1))
                        .doesNotThrowAnyException();
                for (String argument : arguments) {
                    if (argument.startsWith("sample-data/") && !argument.contains("/output/")) {
                        assertThat(Path.of(argument))
                                .as(page.getKey().toString())
                                .exists();
                    }
                }
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(12);
    }

    @Test
    void every_option_in_the_text_exists_and_takes_the_value_that_stands_with_it() throws IOException {
        int seen = 0;
        for (Map.Entry<Path, String> page : pages().entrySet()) {
            if (!page.getKey().startsWith("src/site") && !page.getKey().equals(Path.of("README.md"))) {
                continue;
            }
            for (String span : spans(page.getValue())) {
                if (!span.matches("--[a-z].*|[a-z-]+: [^{].*")) {
                    continue;
                }
                String[] words = words(span.replaceFirst("^([a-z-]+): ", "--$1 "));
                String where = page.getKey() + ": " + span;
                assertThat(Main.commandLine().getSubcommands().values())
                        .as(where)
                        .anyMatch(command -> command.getCommandSpec().findOption(words[0]) != null);
                if (words.length > 1) {
                    assertThatCode(() -> settings(words).toJob()).as(where).doesNotThrowAnyException();
                }
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(15);
    }

    private static Settings settings(String[] optionAndValue) {
        return Settings.none()
                .with("input", "x.csv")
                .with("target", "y")
                .with("horizon", 14)
                .with(optionAndValue[0].substring(2), optionAndValue[1], optionAndValue[0]);
    }

    @Test
    void every_job_file_on_a_page_and_among_the_samples_can_be_read(@TempDir Path folder) throws IOException {
        List<Path> jobs = new ArrayList<>();
        try (Stream<Path> samples = Files.walk(Path.of("sample-data"), 2)) {
            jobs.addAll(
                    samples.filter(file -> file.toString().endsWith(".yaml")).toList());
        }
        for (String page : pages().values()) {
            for (String job : fenced(page, "yaml")) {
                jobs.add(Files.writeString(folder.resolve(jobs.size() + ".yaml"), job));
            }
        }
        assertThat(jobs).hasSizeGreaterThanOrEqualTo(3);
        for (Path job : jobs) {
            assertThatCode(() -> JobFile.read(job).toJob()).as(job.toString()).doesNotThrowAnyException();
        }
    }

    @Test
    void the_code_in_the_readme_compiles(@TempDir Path folder) throws IOException {
        List<String> snippets = fenced(Files.readString(Path.of("README.md")), "java");
        assertThat(snippets).isNotEmpty();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        for (String snippet : snippets) {
            String source = """
                    import org.deeplearning4j.nn.conf.*;
                    import org.forecast4j.job.*;
                    import org.forecast4j.nn.recurrent.*;
                    import org.nd4j.linalg.activations.Activation;
                    import org.nd4j.linalg.learning.config.Adam;
                    import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
                    class Snippet {
                        void snippet() throws Exception {
                    """ + snippet + "}}";
            JavaFileObject file =
                    new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            StringWriter errors = new StringWriter();
            boolean compiled = compiler.getTask(
                            errors, null, null, List.of("-proc:none", "-d", folder.toString()), null, List.of(file))
                    .call();
            assertThat(compiled).as("%s%n%s", snippet, errors).isTrue();
        }
    }

    @Test
    void the_test_shown_to_contributors_is_one_of_ours() throws IOException {
        String shown =
                fenced(Files.readString(Path.of("CONTRIBUTING.md")), "java").get(0);
        String tests = Files.readString(Path.of("src/test/java/org/forecast4j/job/SettingsTest.java"));
        assertThat(tests.replaceAll("\\s+", " ")).contains(shown.strip().replaceAll("\\s+", " "));
    }

    @Test
    void the_readme_names_every_command_and_the_help_every_setting() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        CommandLine main = Main.commandLine();
        main.getSubcommands().keySet().forEach(command -> assertThat(readme).contains("`" + command + "`"));
        main.getCommandSpec().usageMessage().exitCodeList().forEach((code, meaning) -> assertThat(readme)
                .contains("| " + code + " | " + meaning + " |"));
        for (String command : List.of("run", "train", "backtest")) {
            String help = main.getSubcommands().get(command).getUsageMessage();
            for (Settings.Key key : Settings.keys()) {
                assertThat(help).as(command).containsPattern("--" + key.name() + "[\\[=]");
            }
        }
    }

    @Test
    void every_link_to_a_file_leads_somewhere() throws IOException {
        pages().forEach((page, text) -> LINK.matcher(FENCED.matcher(text).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .forEach(link -> assertThat(page.resolveSibling(link).normalize())
                        .as("%s: %s", page, link)
                        .exists()));
    }
}
