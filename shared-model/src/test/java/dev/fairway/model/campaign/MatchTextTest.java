package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.campaign.Filters.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchTextTest {
  private static final int RULES = 6;

  private static Node tree(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) return new Node.Leaf(1 + random.nextInt(RULES));
    List<Node> parts = new ArrayList<>();
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) parts.add(tree(random, depth - 1));
    return random.nextBoolean() ? new Node.And(parts) : new Node.Or(parts);
  }

  /// The meaning, said a second time: a bit of `truth` for every rule.
  private static boolean means(Node node, int truth) {
    return switch (node) {
      case Node.Leaf(int rule) -> (truth >> (rule - 1) & 1) == 1;
      case Node.And(List<Node> parts) ->
          parts.stream().filter(part -> !means(part, truth)).count() == 0;
      case Node.Or(List<Node> parts) ->
          parts.stream().filter(part -> means(part, truth)).count() > 0;
    };
  }

  private static Filters filters(Node root) {
    List<Filters.Rule> rules = new ArrayList<>();
    for (int i = 1; i <= RULES; i++)
      rules.add(new Filters.Rule.OfField("f" + i, FieldType.INTEGER, Operator.IS, List.of(1L)));
    return new Filters(new Filters.Match.Advanced(root), rules);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 42, 20260601})
  void what_is_written_is_read_and_means_the_same(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 200; run++) {
      Node root = tree(random, 4);
      String text = MatchText.format(root);
      if (random.nextBoolean()) text = "((" + text.replace("and", " AND ") + ") )";
      Node read = ((MatchText.Parsed.Tree) MatchText.parse(text, RULES)).root();
      assertThat(read).isEqualTo(root);
      int truth = random.nextInt(1 << RULES);
      Map<String, Object> lead = new HashMap<>();
      for (int i = 1; i <= RULES; i++) lead.put("f" + i, (long) (truth >> (i - 1) & 1));
      assertThat(filters(read).test(Samples.scope(lead))).as(text).isEqualTo(means(root, truth));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "and",
        "1 and",
        "1 or 2 and 3",
        "(1 or 2",
        "1)",
        "7",
        "0",
        "1 2",
        "1 & 2",
        "()",
        "not 1",
        "99999999999"
      })
  void anything_else_is_refused(String text) {
    assertThat(MatchText.parse(text, RULES)).isInstanceOf(MatchText.Parsed.Wrong.class);
  }
}
