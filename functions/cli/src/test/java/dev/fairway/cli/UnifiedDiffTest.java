package dev.fairway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnifiedDiffTest {
  private static final Pattern HUNK = Pattern.compile("@@ -(\\d+),(\\d+) \\+(\\d+),(\\d+) @@");

  @Test
  void what_is_the_same_has_no_difference() {
    assertThat(UnifiedDiff.of("a", "x\ny\n", "b", "x\ny\n")).isEmpty();
  }

  @Test
  void a_changed_line_stands_between_three_lines_of_context() {
    assertThat(
            UnifiedDiff.of("a", "1\n2\n3\n4\n5\n6\n7\n8\n9", "b", "1\n2\n3\n4\nfive\n6\n7\n8\n9"))
        .containsExactly(
            "--- a", "+++ b", "@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8");
  }

  @Test
  void changes_far_from_one_another_are_hunks_of_their_own() {
    String before = "a\n1\n2\n3\n4\n5\n6\n7\nz";
    assertThat(UnifiedDiff.of("a", before, "b", before.replace("a", "A").replace("z", "Z")))
        .containsExactly(
            "--- a",
            "+++ b",
            "@@ -1,4 +1,4 @@",
            "-a",
            "+A",
            " 1",
            " 2",
            " 3",
            "@@ -6,4 +6,4 @@",
            " 5",
            " 6",
            " 7",
            "-z",
            "+Z");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void applied_to_the_first_text_it_gives_the_second(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      List<String> before = lines(random);
      List<String> after = lines(random);
      List<String> diff =
          UnifiedDiff.of("a", String.join("\n", before), "b", String.join("\n", after));
      assertThat(patched(before, diff)).as("%s %s", before, diff).isEqualTo(after);
    }
  }

  private static List<String> lines(SplittableRandom random) {
    return random.ints(random.nextInt(1, 30), 0, 3).mapToObj(String::valueOf).toList();
  }

  private static List<String> patched(List<String> before, List<String> diff) {
    List<String> after = new ArrayList<>();
    int at = 0;
    for (String line : diff.subList(Math.min(2, diff.size()), diff.size())) {
      Matcher hunk = HUNK.matcher(line);
      if (hunk.matches()) {
        int from = Integer.parseInt(hunk.group(1)) - (hunk.group(2).equals("0") ? 0 : 1);
        after.addAll(before.subList(at, from));
        at = from;
        assertThat(after.size())
            .isEqualTo(Integer.parseInt(hunk.group(3)) - (hunk.group(4).equals("0") ? 0 : 1));
        continue;
      }
      if (line.charAt(0) != '+') assertThat(line.substring(1)).isEqualTo(before.get(at++));
      if (line.charAt(0) != '-') after.add(line.substring(1));
    }
    after.addAll(before.subList(at, before.size()));
    return after;
  }
}
