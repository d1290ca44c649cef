package dev.fairway.cli;

import java.util.ArrayList;
import java.util.List;

/// The difference of two texts by lines, in the unified format.
final class UnifiedDiff {
  private static final int CONTEXT = 3;

  /// Beyond this many pairs of lines, what differs is told as replaced whole.
  private static final long PAIRS = 16_000_000;

  /// @param sign ' ' in both, '-' only before, '+' only after
  private record Line(char sign, String text) {}

  private UnifiedDiff() {}

  /// In the format of `diff -u`.
  ///
  /// @return nothing if they are the same
  static List<String> of(String nameBefore, String before, String nameAfter, String after) {
    List<Line> script = script(before.lines().toList(), after.lines().toList());
    List<String> diff = new ArrayList<>();
    for (int i = nextChange(script, 0); i < script.size(); ) {
      int end = hunkEnd(script, i);
      hunk(script, Math.max(0, i - CONTEXT), Math.min(script.size(), end + CONTEXT), diff);
      i = nextChange(script, end);
    }
    if (!diff.isEmpty()) diff.addAll(0, List.of("--- " + nameBefore, "+++ " + nameAfter));
    return diff;
  }

  private static int nextChange(List<Line> script, int from) {
    int i = from;
    while (i < script.size() && script.get(i).sign() == ' ') i++;
    return i;
  }

  /// Behind the last change whose context touches the one before.
  private static int hunkEnd(List<Line> script, int first) {
    int end = first + 1;
    for (int next = end; next < script.size() && next - end <= 2 * CONTEXT; next++)
      if (script.get(next).sign() != ' ') end = next + 1;
    return end;
  }

  private static void hunk(List<Line> script, int from, int to, List<String> diff) {
    List<Line> lines = script.subList(from, to);
    diff.add(
        "@@ -%s +%s @@"
            .formatted(range(script, from, lines, '+'), range(script, from, lines, '-')));
    for (Line line : lines) diff.add(line.sign() + line.text());
  }

  /// Begin and length of a hunk in one of the texts, which has no lines of sign `other`.
  private static String range(List<Line> script, int from, List<Line> hunk, char other) {
    long before = script.subList(0, from).stream().filter(line -> line.sign() != other).count();
    long length = hunk.stream().filter(line -> line.sign() != other).count();
    return (length == 0 ? before : before + 1) + "," + length;
  }

  private static List<Line> script(List<String> before, List<String> after) {
    int head = 0;
    int least = Math.min(before.size(), after.size());
    while (head < least && before.get(head).equals(after.get(head))) head++;
    int tail = 0;
    while (tail < least - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) tail++;
    List<Line> script = new ArrayList<>();
    before.subList(0, head).forEach(text -> script.add(new Line(' ', text)));
    changed(
        before.subList(head, before.size() - tail),
        after.subList(head, after.size() - tail),
        script);
    before
        .subList(before.size() - tail, before.size())
        .forEach(text -> script.add(new Line(' ', text)));
    return script;
  }

  /// By the longest common subsequence.
  private static void changed(List<String> before, List<String> after, List<Line> script) {
    boolean few = (long) before.size() * after.size() <= PAIRS;
    int[][] common = few ? common(before, after) : new int[0][];
    int i = 0;
    int j = 0;
    while (few && i < before.size() && j < after.size()) {
      if (before.get(i).equals(after.get(j))) {
        script.add(new Line(' ', before.get(i++)));
        j++;
      } else if (common[i + 1][j] >= common[i][j + 1]) script.add(new Line('-', before.get(i++)));
      else script.add(new Line('+', after.get(j++)));
    }
    before.subList(i, before.size()).forEach(text -> script.add(new Line('-', text)));
    after.subList(j, after.size()).forEach(text -> script.add(new Line('+', text)));
  }

  /// Lines in common from (i, j) on.
  private static int[][] common(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--)
      for (int j = after.size() - 1; j >= 0; j--)
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
    return common;
  }
}
