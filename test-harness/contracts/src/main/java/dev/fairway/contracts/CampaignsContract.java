package dev.fairway.contracts;

import static dev.fairway.contracts.TenantsContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Asset;
import dev.fairway.ports.Campaigns.Entry;
import dev.fairway.ports.Campaigns.State;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store of campaigns and assets does.
public abstract class CampaignsContract {
  private static final Map<String, Object> ONE = Map.of("flow", List.of(Map.of("n", 1L)));
  private static final Map<String, Object> TWO =
      Map.of("flow", List.of(Map.of("n", 2L, "x", 1.5, "b", true)), "name", "ü");

  private int acme;
  private int other;

  /// Empty stores that know of each other.
  protected abstract Tenants tenants();

  protected abstract Campaigns campaigns();

  @BeforeEach
  void two_tenants() {
    acme = await(tenants().put("acme", TenantsContract.DEFAULTS)).number();
    other = await(tenants().put("other", TenantsContract.DEFAULTS)).number();
  }

  @Test
  void a_campaign_begins_as_a_draft_and_draws_a_number() {
    assertThat(put("hot-lead", ONE)).isEqualTo(new Entry(1, "hot-lead", State.DRAFT, 1, 0));
    assertThat(put("cold-lead", ONE)).isEqualTo(new Entry(2, "cold-lead", State.DRAFT, 1, 0));
    assertThat(await(campaigns().active(acme))).isEmpty();
    assertThat(await(campaigns().list(other, Optional.empty(), 10))).isEmpty();
  }

  @Test
  void the_same_definition_makes_no_version() {
    put("hot-lead", ONE);
    long stamp = stamp(acme);
    assertThat(put("hot-lead", ONE).latest()).isEqualTo(1);
    assertThat(stamp(acme)).isEqualTo(stamp);
    assertThat(put("hot-lead", TWO).latest()).isEqualTo(2);
  }

  @Test
  void versions_are_read_back_as_they_were_put() {
    put("hot-lead", ONE);
    put("hot-lead", TWO);
    var newest = await(campaigns().latest(acme, "hot-lead")).orElseThrow();
    assertThat(newest.definition()).isEqualTo(TWO);
    assertThat(newest.version()).isEqualTo(2);
    assertThat(newest.source()).isEqualTo("source of " + TWO);
    assertThat(await(campaigns().version(acme, 1, 1)).orElseThrow().definition()).isEqualTo(ONE);
    assertThat(await(campaigns().version(acme, 1, 3))).isEmpty();
    assertThat(await(campaigns().version(other, 1, 1))).isEmpty();
  }

  @Test
  void the_newest_versions_are_those_of_all_campaigns_that_were_not_deleted() {
    put("hot-lead", ONE);
    put("cold-lead", ONE);
    put("gone", ONE);
    put("hot-lead", TWO);
    await(campaigns().delete(acme, "gone"));
    assertThat(await(campaigns().newest(acme)))
        .extracting(version -> version.campaign().name() + version.version())
        .containsExactly("cold-lead1", "hot-lead2");
    assertThat(await(campaigns().newest(other))).isEmpty();
  }

  @Test
  void new_entries_begin_with_the_version_that_was_activated() {
    put("hot-lead", ONE);
    assertThat(state("hot-lead", State.ACTIVE).activeVersion()).isEqualTo(1);
    put("hot-lead", TWO);
    assertThat(activeDefinitions()).containsExactly(ONE);
    state("hot-lead", State.ACTIVE);
    assertThat(activeDefinitions()).containsExactly(TWO);
    assertThat(state("hot-lead", State.INACTIVE))
        .isEqualTo(new Entry(1, "hot-lead", State.INACTIVE, 2, 2));
    assertThat(activeDefinitions()).isEmpty();
  }

  @Test
  void the_types_triggered_on_are_those_of_active_versions() {
    put("one", triggeredBy("form", "click"));
    put("two", triggeredBy("click", "visit"));
    put("requested", ONE);
    assertThat(await(campaigns().triggers(acme))).isEmpty();
    for (String name : List.of("one", "two", "requested")) state(name, State.ACTIVE);
    assertThat(await(campaigns().triggers(acme)))
        .containsExactlyInAnyOrder("form", "click", "visit");
    put("two", triggeredBy("other"));
    state("one", State.INACTIVE);
    assertThat(await(campaigns().triggers(acme))).containsExactlyInAnyOrder("click", "visit");
    await(campaigns().delete(acme, "two"));
    assertThat(await(campaigns().triggers(acme))).isEmpty();
    assertThat(await(campaigns().triggers(other))).isEmpty();
  }

  private static Map<String, Object> triggeredBy(String... types) {
    return Map.of("triggers", Stream.of(types).map(type -> Map.of("on", type)).toList());
  }

  @Test
  void types_that_steps_of_any_version_wait_for_are_known() {
    put("one", Map.of("flow", List.of(waiting("click"), waiting("open", "click"))));
    put(
        "one",
        Map.of(
            "flow",
            List.of(Map.of("do", "choose", "nested", Map.of("1", List.of(waiting("reply")))))));
    put(
        "two",
        Map.of("flow", List.of(Map.of("do", "person.set", "with", Map.of("on", List.of("no"))))));
    put("three", Map.of("exitOn", List.of(Map.of("on", List.of("bought", "left")))));
    assertThat(await(campaigns().awaited(acme)))
        .containsExactlyInAnyOrder("click", "open", "reply", "bought", "left");
    await(campaigns().delete(acme, "three"));
    await(campaigns().delete(acme, "one"));
    assertThat(await(campaigns().awaited(acme))).isEmpty();
    assertThat(await(campaigns().awaited(other))).isEmpty();
  }

  private static Map<String, Object> waiting(String... types) {
    return Map.of("do", "wait.until", "with", Map.of("on", List.of(types)));
  }

  @Test
  void a_state_needs_a_campaign() {
    assertThat(await(campaigns().state(acme, "nothing", State.ACTIVE))).isEmpty();
    assertThat(await(campaigns().named(acme, "nothing"))).isEmpty();
    assertThat(await(campaigns().latest(acme, "nothing"))).isEmpty();
    assertThat(await(campaigns().delete(acme, "nothing"))).isFalse();
  }

  @Test
  void a_deleted_campaign_frees_its_name_but_keeps_number_and_versions() {
    put("hot-lead", ONE);
    state("hot-lead", State.ACTIVE);
    assertThat(await(campaigns().delete(acme, "hot-lead"))).isTrue();
    assertThat(await(campaigns().named(acme, "hot-lead"))).isEmpty();
    assertThat(activeDefinitions()).isEmpty();
    assertThat(put("hot-lead", TWO)).isEqualTo(new Entry(2, "hot-lead", State.DRAFT, 1, 0));
    assertThat(await(campaigns().version(acme, 1, 1)).orElseThrow().definition()).isEqualTo(ONE);
    assertThat(await(campaigns().numbered(acme, List.of(2, 1, 9))))
        .extracting(Entry::number, Entry::name)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "hot-lead"),
            org.assertj.core.groups.Tuple.tuple(2, "hot-lead"));
  }

  @Test
  void the_list_goes_by_name_page_after_page() {
    for (String name : List.of("m-1", "a", "z", "m1")) put(name, ONE);
    assertThat(await(campaigns().list(acme, Optional.empty(), 2)))
        .extracting(Entry::name)
        .containsExactly("a", "m-1");
    assertThat(await(campaigns().list(acme, Optional.of("m-1"), 9)))
        .extracting(Entry::name)
        .containsExactly("m1", "z");
  }

  @Test
  void every_change_raises_the_stamp_of_its_tenant_only() {
    long others = stamp(other);
    var stamps = new ArrayList<Long>(List.of(stamp(acme)));
    for (Runnable change :
        List.<Runnable>of(
            () -> put("hot-lead", ONE),
            () -> state("hot-lead", State.ACTIVE),
            () -> state("hot-lead", State.ABORTED),
            () -> await(campaigns().delete(acme, "hot-lead")),
            () -> await(campaigns().putAssets(acme, List.of(new Asset("Fields", "lead", ONE)))),
            () -> await(campaigns().deleteAsset(acme, "Fields", "lead")))) {
      change.run();
      stamps.add(stamp(acme));
    }
    assertThat(stamps).doesNotHaveDuplicates().isSorted();
    assertThat(stamp(other)).isEqualTo(others);
  }

  @Test
  void assets_are_replaced_by_kind_and_name() {
    var lead = new Asset("Fields", "lead", ONE);
    var form = new Asset("EventType", "person.formFilled", TWO);
    await(campaigns().putAssets(acme, List.of(lead, form)));
    assertThat(await(campaigns().assets(acme))).containsExactly(form, lead);
    long stamp = stamp(acme);
    await(campaigns().putAssets(acme, List.of(lead)));
    assertThat(stamp(acme)).isEqualTo(stamp);
    await(campaigns().putAssets(acme, List.of(new Asset("Fields", "lead", TWO))));
    assertThat(await(campaigns().assets(acme)))
        .containsExactly(form, new Asset("Fields", "lead", TWO));
    assertThat(await(campaigns().deleteAsset(acme, "Fields", "lead"))).isTrue();
    assertThat(await(campaigns().deleteAsset(acme, "Fields", "lead"))).isFalse();
    assertThat(await(campaigns().assets(acme))).containsExactly(form);
    assertThat(await(campaigns().assets(other))).isEmpty();
  }

  @Test
  void concurrent_authors_each_get_a_version_of_their_own() {
    var puts = new ArrayList<Uni<Entry>>();
    for (long n = 0; n < 20; n++)
      puts.add(campaigns().put(acme, "hot-lead", Map.of("n", n), "n=" + n));
    List<Entry> entries = await(Uni.join().all(puts).andFailFast());
    assertThat(entries).extracting(Entry::latest).doesNotHaveDuplicates();
    assertThat(await(campaigns().named(acme, "hot-lead")).orElseThrow().latest()).isEqualTo(20);
  }

  @Test
  void a_tenant_that_is_gone_takes_no_campaigns() {
    await(tenants().delete("acme"));
    assertThatThrownBy(() -> put("hot-lead", ONE)).hasMessageContaining("no tenant with number");
  }

  private Entry put(String name, Map<String, Object> definition) {
    return await(campaigns().put(acme, name, definition, "source of " + definition));
  }

  private Entry state(String name, State state) {
    return await(campaigns().state(acme, name, state)).orElseThrow();
  }

  private List<Map<String, Object>> activeDefinitions() {
    return await(campaigns().active(acme)).stream().map(Campaigns.Version::definition).toList();
  }

  private long stamp(int tenant) {
    return await(tenants().numbered(List.of(tenant))).getFirst().stamp();
  }
}
