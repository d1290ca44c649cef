package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
  private static final Scope SCOPE =
      Samples.scope(
          Map.of(
              "name", "Ann $1 \\ {{lead.plan}}", "n", 5L, "ratio", 2.50, "tags", List.of("a", "b")),
          Map.of("form", "Demo", "big", 1e21, "page", Map.of("path", "/p")),
          Map.of("rep", "rep of {{lead.n}} {{my.rep}}", "plain", "x"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no tokens | no tokens",
        "{{lead.name}} | Ann $1 \\ {{lead.plan}}",
        "{{ lead.n }}/{{lead.ratio}} | 5/2.5",
        "{{lead.tags}} | a, b",
        "{{lead.id}} {{lead.number}} | ann 7",
        "Hi {{lead.plan:default=friend}}! | Hi friend!",
        "{{lead.plan}}x | x",
        "{{lead.n:default=9}} | 5",
        "{{trigger.form}} {{trigger.page.path}} {{trigger.none:default=-}} | Demo /p -",
        "{{trigger.big}} | 1000000000000000000000",
        "{{campaign.name}} | welcome",
        "{{system.date}} | 2026-06-02",
        "{{system.dateTime}} | 2026-06-02T01:30:15+02:00",
        "{{my.plain}} {{my.rep}} | x rep of 5",
        "{{my.none:default=d}} | d",
        "{{nobody.x}}| ``",
        "a {{lead.name | a {{lead.name",
      })
  void a_token_is_replaced(String text, String expected) {
    assertThat(Tokens.render(text, SCOPE).strip()).isEqualTo(expected.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{lead.email}} {{lead.id}} {{system.date}} {{campaign.name}} {{my.rep}} | 0",
        "{{trigger.newValue}} | 0",
        "{{trigger.x}} | 1",
        "{{lead.x}} {{my.x}} {{system.x}} {{campaign.x}} {{x.y}} {{x}} {{}} | 7",
        "{{member.x}} | 1",
        "{{lead.email | 1",
      })
  void an_unknown_token_is_found_when_saved(String text, int mistakes) {
    Schema.Names names = Schema.STANDARD.names(List.of("person.scoreChanged"), Set.of("rep"));
    assertThat(Tokens.check(text, names, true)).hasSize(mistakes);
  }
}
