package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Tenants;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class LeadsApiTest {
  @Inject Audit audit;
  @Inject Tenants tenants;
  @Inject Leads store;

  private String tenant = "";
  private String leads = "";

  @BeforeEach
  void a_tenant() {
    tenant = Api.newTenant();
    leads = "/tenants/" + tenant + "/leads";
  }

  @Test
  void put_creates_and_replaces_patch_changes_and_clears() {
    Api.put(leads + "/ann", "{\"fields\": {\"email\": \"ann@x.example\", \"city\": \"Bern\"}}")
        .then()
        .statusCode(201)
        .body("id", equalTo("ann"))
        .body("fields.email", equalTo("ann@x.example"));
    Api.patch(leads + "/ann", "{\"fields\": {\"city\": null, \"company\": \"Acme\"}}")
        .then()
        .statusCode(200)
        .body("fields", not(hasKey("city")))
        .body("fields.email", equalTo("ann@x.example"))
        .body("fields.company", equalTo("Acme"));
    Api.put(leads + "/ann", "{\"fields\": {\"city\": \"Basel\"}}").then().statusCode(200);
    var lead = Api.get(leads + "/ann").jsonPath();
    assertThat(lead.getMap("fields")).isEqualTo(java.util.Map.of("city", "Basel"));
    assertThat(lead.getLong("version")).isEqualTo(3);
    assertThat(lead.getMap("memberships")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ann%40x.example, ann@x.example",
    "a%2Fb, a/b",
    "%C3%BC%20%C3%B1, ü ñ",
    "a%3Fb%23c, a?b#c",
    "a+b, a+b",
    "100%25, 100%"
  })
  void any_printable_id_is_found_by_its_encoded_path(String path, String id) {
    Api.put(leads + "/" + path, "{\"fields\": {}}").then().statusCode(201).body("id", equalTo(id));
    Api.get(leads + "/" + path).then().statusCode(200).body("id", equalTo(id));
    Api.get(leads + "/" + path + "/activities").then().statusCode(200);
    Api.delete(leads + "/" + path).then().statusCode(204);
  }

  @Test
  void a_lead_that_is_erased_is_gone_and_the_books_do_not_name_it() {
    Api.put(leads + "/ann", "{\"fields\": {}}").then().statusCode(201);
    long number = Api.get(leads + "/ann").jsonPath().getLong("number");
    Api.delete(leads + "/ann").then().statusCode(204);
    Api.get(leads + "/ann").then().statusCode(404);
    assertThat(audit.latest(tenant, 1).await().atMost(Duration.ofSeconds(9)))
        .extracting(line -> line.deed().action(), line -> line.deed().subject())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Audit.Action.ERASE, "lead number " + number));
  }

  @Test
  void a_merged_lead_is_answered_by_the_winner_and_stands_in_the_books() {
    Api.put(leads + "/ann", "{\"fields\": {\"city\": \"Bern\", \"country\": \"CH\"}}");
    Api.put(leads + "/bob", "{\"fields\": {\"city\": \"Basel\"}}");
    long number = Api.get(leads + "/bob").jsonPath().getLong("number");
    Api.post(leads + "/ann/merge", "{\"winner\": \"bob\"}")
        .then()
        .statusCode(200)
        .body("id", equalTo("bob"))
        .body("fields", equalTo(java.util.Map.of("city", "Basel", "country", "CH")));
    Api.get(leads + "/ann").then().statusCode(200).body("number", equalTo((int) number));
    Api.post(leads + "/ann/merge", "{\"winner\": \"bob\"}").then().statusCode(409);
    assertThat(audit.latest(tenant, 1).await().atMost(Duration.ofSeconds(9)))
        .extracting(line -> line.deed().action())
        .containsExactly(Audit.Action.MERGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 422 | winner",
        "{'winner': 'ann', 'conflict': 'newest'} | 422 | conflict",
        "{'winner': 'ann', 'looser': 1} | 422 | looser",
        "{'winner': 'nobody'} | 404 | nobody"
      })
  void a_merge_that_cannot_be_says_why(String body, int status, String says) {
    Api.put(leads + "/ann", "{\"fields\": {}}");
    assertThat(
            Api.post(leads + "/ann/merge", body.replace('\'', '"'))
                .then()
                .statusCode(status)
                .extract()
                .asString())
        .contains(says);
  }

  @Test
  void a_bulk_takes_many_leads_and_the_later_line_wins() {
    var lines = new StringBuilder();
    for (int i = 0; i < 1_200; i++)
      lines.append("{\"id\": \"l%04d\", \"fields\": {\"city\": \"c%d\"}}\n".formatted(i, i));
    lines.append("{\"id\": \"l0000\", \"fields\": {\"city\": \"Bern\"}}\n");
    Api.ndjson(leads, lines.toString()).then().statusCode(200).body("upserted", equalTo(1_201));
    Api.get(leads + "/l0000").then().body("fields.city", equalTo("Bern"));
    Api.get(leads + "/l1199").then().body("fields.city", equalTo("c1199"));
  }

  @Test
  void the_list_is_paged_by_id() {
    for (String id : List.of("c", "a", "e", "b", "d"))
      Api.put(leads + "/" + id, "{\"fields\": {}}").then().statusCode(201);
    var ids = new ArrayList<String>();
    @Nullable String cursor = null;
    do {
      var page =
          Api.get(leads + "?limit=2" + (cursor == null ? "" : "&cursor=" + cursor)).jsonPath();
      ids.addAll(page.getList("items.id"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(ids).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void a_lead_shows_its_memberships_and_members_are_listed() {
    for (String id : List.of("c", "a", "b")) join(id, Memberships.Kind.LISTS, "vip");
    join("d", Memberships.Kind.PROGRAMS, "webinar");
    Api.get(leads + "/a").then().body("memberships.lists.vip.since", equalTo("monday"));
    var first = Api.get(leads + "?list=vip&limit=2").jsonPath();
    var second = Api.get(leads + "?list=vip&limit=2&cursor=" + first.getString("next")).jsonPath();
    assertThat(first.getList("items.id")).isEqualTo(List.of("c", "a"));
    assertThat(second.getList("items.id")).isEqualTo(List.of("b"));
    assertThat(second.getString("next")).isNull();
    Api.get(leads + "?program=webinar").then().body("items.id", equalTo(List.of("d")));
    Api.get(leads + "?list=nobody").then().body("items", equalTo(List.of()));
    Api.get(leads + "?list=vip&program=webinar").then().statusCode(400);
    String foreign = Api.get(leads + "?limit=1").jsonPath().getString("next");
    Api.get(leads + "?list=vip&cursor=" + foreign).then().statusCode(400);
  }

  private void join(String id, Memberships.Kind kind, String name) {
    var owner = tenants.named(List.of(tenant)).await().atMost(Duration.ofSeconds(9)).getFirst();
    var patch = LeadPatch.join(kind, name, java.util.Map.of("since", "monday"));
    store
        .upsert(
            owner.settings().database(),
            owner.number(),
            List.of(new Leads.Upsert(id, patch, false)))
        .await()
        .atMost(Duration.ofSeconds(9));
  }

  @Test
  void tenants_do_not_see_each_others_leads() {
    Api.put(leads + "/ann", "{\"fields\": {}}").then().statusCode(201);
    Api.get("/tenants/" + Api.newTenant() + "/leads/ann").then().statusCode(404);
  }

  @Test
  void a_declared_field_is_taken_at_once() {
    Api.put(leads + "/ann", "{\"fields\": {\"trail\": \"x\"}}").then().statusCode(422);
    Api.yaml("PUT", "/tenants/" + tenant + "/assets/Fields/lead", CampaignsApiTest.FIELDS);
    Api.put(leads + "/ann", "{\"fields\": {\"trail\": \"x\"}}").then().statusCode(201);
  }
}
