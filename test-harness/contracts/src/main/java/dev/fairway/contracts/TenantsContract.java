package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Tenant;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What every store of tenants does.
public abstract class TenantsContract {
  /// Settings as they are when nothing is said.
  public static final Tenant.Settings DEFAULTS =
      new Tenant.Settings(
          1,
          100,
          0,
          100,
          OptionalInt.empty(),
          100_000,
          "leads1",
          ZoneOffset.UTC,
          Tenant.UnknownLead.CREATE,
          new Tenant.CommunicationLimit(0, 0),
          90,
          Tenant.State.ACTIVE);

  /// Every one of them different from its default.
  static final Tenant.Settings OTHERS =
      new Tenant.Settings(
          7,
          40,
          5,
          9,
          OptionalInt.of(300),
          12,
          "leads1",
          ZoneId.of("Europe/Berlin"),
          Tenant.UnknownLead.REJECT,
          new Tenant.CommunicationLimit(2, 5),
          30,
          Tenant.State.PAUSED);

  /// An empty store.
  protected abstract Tenants tenants();

  @Test
  void settings_are_read_back_as_they_were_put() {
    Tenant put = await(tenants().put("acme", OTHERS));
    assertThat(put.name()).isEqualTo("acme");
    assertThat(put.settings()).isEqualTo(OTHERS);
    assertThat(await(tenants().named(List.of("acme", "nobody")))).containsExactly(put);
    assertThat(await(tenants().numbered(List.of(put.number(), -1)))).containsExactly(put);
  }

  @Test
  void a_changed_tenant_keeps_its_number_and_its_stamp() {
    Tenant before = await(tenants().put("acme", DEFAULTS));
    Tenant after = await(tenants().put("acme", OTHERS));
    assertThat(after).isEqualTo(new Tenant(before.number(), "acme", before.stamp(), OTHERS));
  }

  @Test
  void a_tenant_never_moves_to_another_lead_database() {
    await(tenants().put("acme", DEFAULTS));
    var moved = DEFAULTS.on("leads2");
    assertThat(await(tenants().put("acme", moved)).settings().database()).isEqualTo("leads1");
  }

  @Test
  void a_number_is_never_used_again() {
    Tenant first = await(tenants().put("acme", DEFAULTS));
    assertThat(await(tenants().delete("acme"))).isTrue();
    assertThat(await(tenants().delete("acme"))).isFalse();
    assertThat(await(tenants().named(List.of("acme")))).isEmpty();
    assertThat(await(tenants().put("acme", DEFAULTS)).number()).isGreaterThan(first.number());
  }

  @Test
  void the_list_goes_by_name_page_after_page() {
    for (String name : List.of("m-1", "a", "z", "m1", "m")) await(tenants().put(name, DEFAULTS));
    assertThat(names(Optional.empty(), 3)).containsExactly("a", "m", "m-1");
    assertThat(names(Optional.of("m-1"), 3)).containsExactly("m1", "z");
    assertThat(names(Optional.of("z"), 3)).isEmpty();
  }

  @Test
  void tenants_are_counted_by_lead_database() {
    await(tenants().put("a", DEFAULTS));
    await(tenants().put("b", DEFAULTS.on("leads2")));
    await(tenants().put("c", DEFAULTS));
    assertThat(await(tenants().perDatabase())).isEqualTo(Map.of("leads1", 2L, "leads2", 1L));
  }

  @Test
  void nothing_asked_nothing_answered() {
    await(tenants().put("acme", DEFAULTS));
    assertThat(await(tenants().named(List.of()))).isEmpty();
    assertThat(await(tenants().numbered(List.of()))).isEmpty();
  }

  private List<String> names(Optional<String> after, int limit) {
    return await(tenants().list(after, limit)).stream().map(Tenant::name).toList();
  }

  static <T> T await(Uni<T> answer) {
    return answer.await().atMost(Duration.ofSeconds(20));
  }
}
