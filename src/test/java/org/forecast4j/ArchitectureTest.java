package org.forecast4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of the house: a room imports only what stands below it. */
class ArchitectureTest {
    private static final String ROOT = "org.forecast4j";

    /** For each room the rooms that it may import; every room may import the root package, which holds the user errors. */
    private static final Map<String, Set<String>> MAY_IMPORT = new TreeMap<>(Map.of(
            "series", Set.of(),
            "io", Set.of("series"),
            "window", Set.of("series"),
            "nn", Set.of(),
            "model", Set.of("series", "window", "nn"),
            "eval", Set.of("series", "window", "nn", "model"),
            "train", Set.of("series", "window", "nn", "model"),
            "report", Set.of("series", "window", "nn", "model", "eval"),
            "job", Set.of("series", "io", "window", "nn", "model", "eval", "train", "report"),
            "cli", Set.of("series", "io", "window", "nn", "model", "eval", "train", "report", "job")));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static String room(JavaClass type) {
        String inside = type.getPackageName().substring(ROOT.length());
        return inside.isEmpty() ? "" : inside.substring(1).split("\\.", 2)[0];
    }

    private static Set<String> roomsFound() {
        Set<String> rooms = new TreeSet<>();
        HOUSE.forEach(type -> rooms.add(room(type)));
        rooms.remove("");
        return rooms;
    }

    static Stream<String> rooms() {
        return MAY_IMPORT.keySet().stream();
    }

    /** A rule must find classes to hold for. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(HOUSE);
    }

    @Test
    void every_room_is_one_that_the_design_knows() {
        assertThat(roomsFound()).isEqualTo(MAY_IMPORT.keySet());
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void room_imports_only_rooms_below_it(String room) {
        Set<String> allowed = MAY_IMPORT.getOrDefault(room, Set.of());
        String[] forbidden = rooms().filter(other -> !other.equals(room) && !allowed.contains(other))
                .map(other -> ROOT + "." + other + "..")
                .toArray(String[]::new);
        if (forbidden.length > 0) {
            check(noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden));
        }
    }

    @Test
    void rooms_form_no_cycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void root_package_imports_no_room() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".*..")
                .check(HOUSE);
    }

    @Test
    void series_needs_nothing_but_the_jdk() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".series..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("java..", "org.jspecify..", ROOT, ROOT + ".series.."))));
    }

    @Test
    void report_computes_with_no_network_and_asks_none() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "javax.net..", "org.deeplearning4j..", "org.nd4j.."));
    }

    @Test
    void only_io_knows_datavec() {
        noClasses()
                .that(not(resideInAPackage(ROOT + ".io..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.datavec..")
                .check(HOUSE);
    }

    @Test
    void only_the_command_line_prints_or_ends_the_process() {
        for (ArchRule rule : List.of(
                noClasses()
                        .that(not(resideInAPackage(ROOT + ".cli..")))
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err")
                        .orShould()
                        .callMethod(Throwable.class, "printStackTrace"),
                noClasses()
                        .that(not(resideInAPackage(ROOT + ".cli..")))
                        .should()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(Runtime.class, "exit", int.class)
                        .orShould()
                        .callMethod(Runtime.class, "halt", int.class))) {
            rule.check(HOUSE);
        }
    }
}
