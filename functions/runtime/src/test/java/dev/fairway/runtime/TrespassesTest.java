package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.ports.Audit;
import dev.fairway.ports.Audit.Deed;
import dev.fairway.ports.memory.MemoryAudit;
import dev.fairway.runtime.Identity.Caller;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrespassesTest {
  private final Audit audit = new MemoryAudit(() -> Instant.EPOCH);

  @Test
  void a_flood_of_one_caller_does_not_fill_the_audit() {
    var trespasses = new Trespasses(audit, new Room("fairway-enqueue"));
    for (int i = 0; i < 100; i++) keep(trespasses, "acme", "globex");
    keep(trespasses, "initech", "globex");
    keep(trespasses, "acme", "umbrella");

    assertThat(audit.latest("umbrella", 100).await().indefinitely())
        .as("what a flood cannot hide")
        .hasSize(1);
    assertThat(audit.latest("globex", 100).await().indefinitely())
        .extracting(Audit.Line::deed)
        .containsExactly(
            new Deed("globex", "tenant initech", Audit.Action.FORBIDDEN, "POST /events"),
            new Deed("globex", "tenant acme", Audit.Action.FORBIDDEN, "POST /events"));
  }

  @Test
  void what_is_no_tenants_name_is_kept_out_of_the_audit() {
    keep(new Trespasses(audit, new Room("enqueue")), "acme", "a} x {b");
    assertThat(audit.latest("a} x {b", 10).await().indefinitely()).isEmpty();
  }

  @Test
  void an_audit_that_is_away_lets_nobody_in_and_breaks_nothing() {
    var away =
        new Audit() {
          @Override
          public Uni<Void> record(Deed deed) {
            return Uni.createFrom().failure(new java.io.IOException("away"));
          }

          @Override
          public Uni<List<Line>> latest(String tenant, int limit) {
            return Uni.createFrom().item(List.of());
          }
        };
    keep(new Trespasses(away, new Room("enqueue")), "acme", "globex");
  }

  private static void keep(Trespasses trespasses, String actor, String tenant) {
    trespasses.keep(new Caller.OfTenant(actor), tenant, "POST /events").await().indefinitely();
  }
}
