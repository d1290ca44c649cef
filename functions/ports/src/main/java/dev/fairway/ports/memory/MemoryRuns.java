package dev.fairway.ports.memory;

import dev.fairway.model.Tenant;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Runs;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs in memory: the twin for tests.
public final class MemoryRuns implements Runs {
  private final MemoryTenants tenants;
  private final Campaigns campaigns;
  private final InstantSource clock;
  private final Map<Key, Row> rows = new TreeMap<>();
  private int holders;

  public MemoryRuns(MemoryTenants tenants, Campaigns campaigns, InstantSource clock) {
    this.tenants = tenants;
    this.campaigns = campaigns;
    this.clock = clock;
  }

  private record Key(int tenant, int campaign) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int tenants = Integer.compare(tenant, other.tenant);
      return tenants != 0 ? tenants : Integer.compare(campaign, other.campaign);
    }
  }

  private record Row(Optional<Instant> next, Optional<Run> last, String holder, Instant heldUntil) {
    static final Row NONE = new Row(Optional.empty(), Optional.empty(), "", Instant.EPOCH);

    boolean underWay() {
      return last.isPresent() && last.get().state().underWay();
    }
  }

  @Override
  public Uni<Void> plan(int tenant, int campaign, Instant next) {
    return answer(() -> {
      Key key = new Key(tenant, campaign);
      Row row = rows.getOrDefault(key, Row.NONE);
      boolean due = row.next.isPresent() && !row.next.get().isAfter(clock.instant());
      if (!due || definition(key).isEmpty())
        rows.put(key, new Row(Optional.of(next), row.last, row.holder, row.heldUntil));
      return null;
    });
  }

  @Override
  public Uni<Boolean> pending() {
    return answer(() -> first().isPresent());
  }

  @Override
  public Uni<Optional<Held>> hold(Duration lease) {
    return answer(() -> first().map(key -> hold(key, lease)));
  }

  private Optional<Key> first() {
    return rows.keySet().stream()
        .filter(this::isPending)
        .min(Comparator.comparing(key -> rows.getOrDefault(key, Row.NONE).heldUntil));
  }

  private boolean isPending(Key key) {
    Row row = rows.getOrDefault(key, Row.NONE);
    Instant now = clock.instant();
    if (tenants.existing(key.tenant).settings().state() == Tenant.State.DRAINING) return false;
    if (row.underWay()) return !row.heldUntil.isAfter(now);
    return row.next.isPresent() && !row.next.get().isAfter(now) && definition(key).isPresent();
  }

  private Held hold(Key key, Duration lease) {
    Row row = rows.getOrDefault(key, Row.NONE);
    Instant now = clock.instant();
    Run run =
        row.underWay()
            ? row.last.orElseThrow()
            : new Run(
                row.next.orElseThrow(),
                now,
                Optional.empty(),
                State.COUNTING,
                "",
                0,
                Optional.empty());
    String holder = "holder" + ++holders;
    Optional<Instant> next = row.underWay() ? row.next : Optional.empty();
    rows.put(key, new Row(next, Optional.of(run), holder, now.plus(lease)));
    return new Held(key.tenant, key.campaign, name(key), definition(key), run, holder);
  }

  @Override
  public Uni<Boolean> save(Held held, Run progress, Optional<Instant> next, Duration lease) {
    return answer(() -> {
      Key key = new Key(held.tenant(), held.campaign());
      Row row = rows.getOrDefault(key, Row.NONE);
      if (!row.holder.equals(held.holder())) return false;
      boolean stays = progress.state().underWay() && lease.isPositive();
      Instant now = clock.instant();
      rows.put(
          key,
          new Row(
              row.next.or(() -> next),
              Optional.of(progress),
              stays ? row.holder : "",
              stays ? now.plus(lease) : now));
      return true;
    });
  }

  @Override
  public Uni<Plan> of(int tenant, int campaign) {
    return answer(() -> {
      Key key = new Key(tenant, campaign);
      Row row = rows.getOrDefault(key, Row.NONE);
      return new Plan(definition(key).flatMap(active -> row.next), row.last);
    });
  }

  @Override
  public Uni<Instant> now() {
    return answer(clock::instant);
  }

  /// Of the active version, if that has a schedule.
  private Optional<Map<String, Object>> definition(Key key) {
    return campaigns.active(key.tenant).await().indefinitely().stream()
        .filter(version -> version.campaign().number() == key.campaign)
        .map(Campaigns.Version::definition)
        .filter(definition -> definition.containsKey("schedule"))
        .findFirst();
  }

  private String name(Key key) {
    return campaigns
        .numbered(key.tenant, List.of(key.campaign))
        .await()
        .indefinitely()
        .getFirst()
        .name();
  }

  private synchronized <T extends @Nullable Object> Uni<T> answer(Supplier<T> work) {
    return Uni.createFrom().item(work.get());
  }
}
