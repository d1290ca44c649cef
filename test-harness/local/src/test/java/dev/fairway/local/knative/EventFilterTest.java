package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class EventFilterTest {
  private static final WireEvent EVENT =
      new WireEvent(
          Map.of(
              "specversion",
              "1.0",
              "id",
              "1",
              "source",
              "/shop",
              "type",
              "dev.fairway.wake",
              "tenantid",
              "a%20b"),
          Map.of(),
          Buffer.buffer());

  private static EventFilter filter(String spec) {
    return EventFilter.read(
        new Node("spec", new Load(LoadSettings.builder().build()).loadFromString(spec)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|true",
        "{filters: []}|true",
        "{filters: [{exact: {type: dev.fairway.wake}}]}|true",
        "{filters: [{exact: {type: DEV.fairway.wake}}]}|false",
        "{filters: [{exact: {tenantid: a b}}]}|true",
        "{filters: [{exact: {missing: x}}]}|false",
        "{filters: [{not: {exact: {missing: x}}}]}|true",
        "{filters: [{prefix: {type: dev.fairway.}}]}|true",
        "{filters: [{prefix: {type: fairway}}]}|false",
        "{filters: [{prefix: {missing: x}}]}|false",
        "{filters: [{suffix: {type: .wake}}]}|true",
        "{filters: [{suffix: {missing: x}}]}|false",
        "{filters: [{exact: {source: /shop}}, {suffix: {type: .wake}}]}|true",
        "{filters: [{exact: {source: /shop}}, {suffix: {type: .sleep}}]}|false",
        "{filters: [{any: [{exact: {type: x}}, {exact: {source: /shop}}]}]}|true",
        "{filters: [{any: [{exact: {type: x}}, {exact: {source: y}}]}]}|false",
        "{filters: [{all: [{exact: {type: dev.fairway.wake}}, {exact: {source: y}}]}]}|false",
        "{filter: {attributes: {type: dev.fairway.wake}}}|true",
        "{filter: {attributes: {type: dev.fairway.wake, source: y}}}|false",
        "{filter: {attributes: {tenantid: ''}}}|true",
        "{filter: {attributes: {missing: ''}}}|false",
        "{filter: {attributes: {type: x}}, filters: [{exact: {source: /shop}}]}|true"
      })
  @Obeys(Rule.FILTERS_BY_DIALECT_CASE_AND_PRECEDENCE)
  void a_trigger_lets_pass_what_its_filter_says(String spec, boolean passes) {
    assertThat(filter(spec).passes(EVENT)).isEqualTo(passes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{filters: [{cesql: \"type = 'x'\"}]}",
        "{filters: [{exact: {type: x}, prefix: {type: x}}]}",
        "{filters: [{exact: {Type: x}}]}",
        "{filters: [{exact: {type: ''}}]}",
        "{filters: [{any: []}]}",
        "{filters: [{like: {type: x}}]}"
      })
  @Obeys(Rule.A_WRONG_FILTER_DELIVERS_NOTHING)
  void a_filter_that_is_wrong_is_refused_with_its_path(String spec) {
    assertThatThrownBy(() -> filter(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("spec.filters[0]");
  }
}
