package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/// Every rule has a test.
class RulesTest {
  @Test
  void every_rule_is_obeyed_by_a_test_that_runs() throws Exception {
    Set<Rule> obeyed = EnumSet.noneOf(Rule.class);
    for (Method method : methods()) {
      Obeys rules = method.getAnnotation(Obeys.class);
      if (rules == null) continue;
      assertThat(
              method.isAnnotationPresent(Test.class)
                  || method.isAnnotationPresent(ParameterizedTest.class))
          .as("%s is a test", method)
          .isTrue();
      assertThat(method.isAnnotationPresent(Disabled.class)).as("%s runs", method).isFalse();
      obeyed.addAll(Arrays.asList(rules.value()));
    }
    assertThat(obeyed).containsExactly(Rule.values());
  }

  private static List<Method> methods() throws Exception {
    Path classes =
        Path.of(RulesTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = classes.resolve(RulesTest.class.getPackageName().replace('.', '/'));
    List<Method> methods = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith("Test.class")).toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> test = Class.forName(RulesTest.class.getPackageName() + "." + name);
        methods.addAll(Arrays.asList(test.getDeclaredMethods()));
      }
    }
    return methods;
  }
}
