package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {

  @ParameterizedTest
  @CsvSource({
    "string, Ann, Ann",
    "string, '', empty",
    "integer, 007, 7",
    "integer, 5.5, wrong",
    "integer, 99999999999999999999, wrong",
    "score, -3, -3",
    "float, 1e2, 100.0",
    "float, NaN, wrong",
    "float, 1e999, wrong",
    "boolean, TRUE, true",
    "boolean, yes, wrong",
    "date, 2026-02-28, 2026-02-28",
    "date, 2026-02-29, wrong",
    "date, 1.2.2026, wrong",
    "datetime, 2026-03-01T10:00:00+02:00, 2026-03-01T08:00:00Z",
    "datetime, 2026-03-01T10:00:00, wrong",
    "email, ann@acme.example, ann@acme.example",
    "email, ann, wrong",
    "phone, +1 (555) 0100, +1 (555) 0100",
    "phone, call me, wrong",
    "url, /pricing, /pricing",
    "url, a b, wrong",
    "string[], 'a, b,', '[a, b]'",
    "string[], ',', empty",
  })
  void a_text_is_read_as_its_type(String label, String text, String expected) {
    String read =
        switch (FieldType.of(label).orElseThrow().read(text)) {
          case FieldType.Reading.Value(Object value) -> value.toString();
          case FieldType.Reading.Empty() -> "empty";
          case FieldType.Reading.Wrong(String message) -> "wrong";
        };
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void json_values_are_normalised_and_null_clears() {
    Map<String, Object> given = new HashMap<>();
    given.put("email", "a@b.c");
    given.put("unsubscribed", true);
    given.put("tags", List.of("x", "y"));
    given.put("plan", null);
    given.put("n", 5.0);
    Schema schema =
        Schema.STANDARD.with(
            List.of(
                new Declaration.Fields(
                    "lead", Map.of("plan", FieldType.STRING, "n", FieldType.INTEGER))));
    assertThat(schema.check(given))
        .isEqualTo(
            new Schema.Checked.Valid(
                Map.of("email", "a@b.c", "unsubscribed", true, "tags", List.of("x", "y"), "n", 5L),
                List.of("plan")));
  }

  @Test
  void unknown_and_wrong_fields_are_all_told() {
    assertThat(
            Schema.STANDARD.check(
                Map.of("emial", "a@b.c", "firstName", 5L, "tags", List.of(1L), "title", "x")))
        .isInstanceOfSatisfying(
            Schema.Checked.Invalid.class,
            invalid ->
                assertThat(invalid.problems())
                    .extracting(problem -> problem.path() + " " + problem.message())
                    .containsExactlyInAnyOrder(
                        "fields.emial unknown field \"emial\"; did you mean \"email\"?",
                        "fields.firstName must be text, not \"5\"",
                        "fields.tags must be a list of texts, not \"[1]\""));
  }

  @ParameterizedTest
  @CsvSource({"30s, PT30S", "5min, PT5M", "1d12h, PT36H", "2w, PT336H", "1mo, PT720H", "0s, PT0S"})
  void durations_are_read_and_written(String text, String expected) {
    Duration duration = Duration.parse(expected);
    assertThat(DurationText.parse(text)).isEqualTo(new DurationText.Parsed.Span(duration));
    assertThat(DurationText.parse(DurationText.format(duration)))
        .isEqualTo(new DurationText.Parsed.Span(duration));
  }

  @ParameterizedTest
  @CsvSource({"5m", "4 hrs", "h", "5", "''", "1d 12", "-5s", "9999999999s", "5 d"})
  void wrong_durations_are_refused(String text) {
    assertThat(DurationText.parse(text)).isInstanceOf(DurationText.Parsed.Wrong.class);
  }
}
