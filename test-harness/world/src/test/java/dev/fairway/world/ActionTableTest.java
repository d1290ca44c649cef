package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.campaign.ActionSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.Catalogue;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Whether the table that `ActionTableIT` plays leaves nothing out.
class ActionTableTest {
  private final List<ActionRow> rows = ActionTable.rows();

  @Test
  void every_action_has_rows_and_every_row_an_action() {
    assertThat(rows.stream().map(ActionRow::action).distinct())
        .containsExactlyInAnyOrderElementsOf(Catalogue.STANDARD.names());
  }

  @Test
  void every_row_says_what_must_come_of_it() {
    assertThat(rows).filteredOn(row -> !row.expect().saysHow()).isEmpty();
  }

  @Test
  void no_two_rows_of_an_action_say_the_same() {
    assertThat(rows).extracting(ActionRow::toString).doesNotHaveDuplicates();
    assertThat(rows).filteredOn(row -> row.name().isBlank()).isEmpty();
  }

  @Test
  void a_row_stands_in_the_file_of_its_family() {
    assertThat(rows).filteredOn(row -> !row.family().equals(family(row.action()))).isEmpty();
  }

  private static String family(String action) {
    return Catalogue.STANDARD.get(action).family().name().toLowerCase(Locale.ROOT);
  }

  /// One that can be given a wrong parameter is.
  @Test
  void every_action_with_parameters_is_refused_or_fails_in_some_row() {
    assertThat(
            rows.stream()
                .filter(row -> row.refused() || !row.expect().failed().isEmpty())
                .map(ActionRow::action)
                .collect(Collectors.toSet()))
        .containsAll(
            Catalogue.STANDARD.names().stream()
                .map(Catalogue.STANDARD::get)
                .filter(action -> action.parameters().stream().anyMatch(ParameterSpec::required))
                .map(ActionSpec::name)
                .toList());
  }

  @Test
  void every_action_takes_effect_in_some_row() {
    assertThat(
            rows.stream()
                .filter(row ->
                    !row.expect().activity().isEmpty()
                        || !row.expect().steps().isEmpty()
                        || row.expect().erased())
                .map(ActionRow::action)
                .collect(Collectors.toSet()))
        .containsAll(Catalogue.STANDARD.names());
  }
}
