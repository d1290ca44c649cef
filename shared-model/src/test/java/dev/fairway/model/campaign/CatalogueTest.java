package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static Stream<ActionSpec> actions() {
    return Catalogue.STANDARD.names().stream().map(Catalogue.STANDARD::get);
  }

  @Test
  void a_campaign_can_trigger_on_whatever_an_action_emits() {
    assertThat(actions().flatMap(action -> action.meaning().emits().stream()))
        .isNotEmpty()
        .isSubsetOf(Schema.STANDARD.eventTypes().keySet());
  }

  @Test
  void an_action_that_changes_something_tells_it_unless_it_erases_the_lead() {
    assertThat(
            actions()
                .filter(action -> !action.meaning().changes().isEmpty())
                .filter(action -> action.meaning().emits().isEmpty())
                .map(ActionSpec::name))
        .containsExactly("person.delete");
  }

  @Test
  void every_parameter_says_what_it_is_for_and_has_a_value_of_those_allowed_if_absent() {
    assertThat(actions().flatMap(action -> action.parameters().stream()))
        .allSatisfy(parameter -> {
          assertThat(parameter.description()).isNotBlank();
          if (!parameter.allowed().isEmpty())
            assertThat(parameter.allowed()).containsAll(parameter.fallback().stream().toList());
        });
  }
}
