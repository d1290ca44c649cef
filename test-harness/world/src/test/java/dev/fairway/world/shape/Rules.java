package dev.fairway.world.shape;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which room may know which.
final class Rules {
  /// Functions; each is a process of its own and meets the others only through events.
  static final List<String> FUNCTIONS =
      List.of(
          "enqueue",
          "dispatch",
          "sweep",
          "action.person",
          "action.scoring",
          "action.membership",
          "action.program",
          "action.flow",
          "action.integration",
          "console",
          "cli");

  /// Rooms that run on a developer's machine or in tests only.
  private static final String[] HARNESS = {
    "dev.fairway.local..",
    "dev.fairway.manifests..",
    "dev.fairway.paced..",
    "dev.fairway.world..",
    "dev.fairway.contracts..",
    "dev.fairway.actions.."
  };

  /// Where the engine may read a clock: nowhere else, since time is the database's.
  private static final Set<String> CLOCK_READERS = Set.of();

  private static final Set<String> CLOCKS =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.lang.System.currentTimeMillis");

  private Rules() {}

  static ArchRule the_model_is_pure() {
    return classes()
        .that()
        .resideInAPackage("dev.fairway.model..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "dev.fairway.model..",
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "java.math..",
                    "java.text..",
                    "java.nio",
                    "java.nio.charset",
                    "java.security",
                    "org.jspecify..")
                .and(not(resideInAPackage("java.util.concurrent.."))))
        .because("the model decides with values: no input or output, no framework, no threads")
        .allowEmptyShould(true);
  }

  static ArchRule ports_know_the_model_only() {
    return noClasses()
        .that()
        .resideInAPackage("dev.fairway.ports..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.fairway..")
                .and(not(resideInAnyPackage("dev.fairway.model..", "dev.fairway.ports.."))))
        .allowEmptyShould(true);
  }

  static ArchRule an_adapter_knows_model_and_ports_only(String adapter) {
    return noClasses()
        .that()
        .resideInAPackage("dev.fairway." + adapter + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.fairway..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.fairway.model..",
                            "dev.fairway.ports..",
                            "dev.fairway." + adapter + ".."))))
        .allowEmptyShould(true);
  }

  static ArchRule functions_never_know_one_another(String function) {
    String[] others =
        FUNCTIONS.stream()
            .filter(f -> !f.equals(function))
            .map(f -> "dev.fairway." + f + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("dev.fairway." + function + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .because("functions meet only through events")
        .allowEmptyShould(true);
  }

  /// Shared rooms below the functions never look up.
  static ArchRule nothing_shared_knows_a_function() {
    return noClasses()
        .that(resideInAPackage("dev.fairway..").and(not(resideInAnyPackage(functionsAndHarness()))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(functions())
        .allowEmptyShould(true);
  }

  static ArchRule the_engine_does_not_know_its_harness() {
    return noClasses()
        .that(resideInAPackage("dev.fairway..").and(not(resideInAnyPackage(HARNESS))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(HARNESS)
        .allowEmptyShould(true);
  }

  static ArchRule the_engine_reads_no_clock() {
    return noClasses()
        .that(
            resideInAPackage("dev.fairway..")
                .and(not(resideInAnyPackage(HARNESS)))
                .and(not(named(CLOCK_READERS))))
        .should()
        .callMethodWhere(
            DescribedPredicate.<JavaCall<?>>describe(
                "reads the machine's clock", Rules::readsClock))
        .because("there is one clock, the database's")
        .allowEmptyShould(true);
  }

  private static boolean readsClock(JavaCall<?> call) {
    return CLOCKS.contains(call.getTargetOwner().getFullName() + "." + call.getTarget().getName())
        && !takesClock(call);
  }

  /// `Instant.now(clock)` reads the clock it is given.
  private static boolean takesClock(JavaCall<?> call) {
    return call.getTarget().getRawParameterTypes().stream()
        .anyMatch(p -> p.getFullName().equals("java.time.Clock"));
  }

  static ArchRule names_are_words_of_the_domain() {
    return noClasses()
        .that()
        .resideInAPackage("dev.fairway..")
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .allowEmptyShould(true);
  }

  /// The model is one slice: tasks speak of campaigns, and campaigns of tasks.
  static ArchRule packages_form_no_cycle() {
    return slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                if (!name.startsWith("dev.fairway.")) return SliceIdentifier.ignore();
                return SliceIdentifier.of(
                    name.equals("dev.fairway.model.campaign") ? "dev.fairway.model" : name);
              }

              @Override
              public String getDescription() {
                return "packages";
              }
            })
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true);
  }

  private static String[] functions() {
    return FUNCTIONS.stream().map(f -> "dev.fairway." + f + "..").toArray(String[]::new);
  }

  private static String[] functionsAndHarness() {
    List<String> all = new ArrayList<>(List.of(HARNESS));
    all.addAll(List.of(functions()));
    return all.toArray(String[]::new);
  }

  private static DescribedPredicate<JavaClass> named(Set<String> names) {
    return DescribedPredicate.describe(
        "one of " + names, c -> names.stream().anyMatch(n -> c.getFullName().startsWith(n)));
  }
}
