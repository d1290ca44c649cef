package dev.fairway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.contracts.FairQueueContract;
import dev.fairway.model.Outcome;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskState;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Turn;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisFairQueueTest extends FairQueueContract {
  private static final RedisServerOnLoopback REDIS = new RedisServerOnLoopback();
  private static final RedisLink LINK = REDIS.link();

  private static final Pattern KEY =
      Pattern.compile(
          """
          \\{[a-z]+:\\d+}:(clock|wake|unsent|tenants|claims|gates\
          |(db|messaging|crm|audience|integration):(v|active|active:[a-z]+!?|finish|run)\
          |credit:[a-z]+!?\
          |t:\\d+:(policy|state|head|more|reserved|line:\\d+\
          |(db|messaging|crm|audience|integration):(run|ready:[a-z]+!?)))\
          """);

  @Override
  protected FairQueue connect(InstantSource clock) {
    return REDIS.queue(clock::millis);
  }

  @AfterAll
  static void stop() throws IOException {
    REDIS.close();
  }

  @Test
  void keys_are_numbers_of_tenants_and_leads_under_the_shards_tag() {
    tenant(1, 1, 2);
    offerNew(1, 5);
    for (int i = 1; i < 130; i++) offer(at(1, 7, i));
    lease(wide(10));
    get(queue.reserve(shard, 1, Map.of(1, 3)));
    get(queue.claim(shard, 1, "sweep", Duration.ofSeconds(1)));
    assertThat(keys()).hasSizeGreaterThan(12).allMatch(key -> KEY.matcher(key).matches());
  }

  @Test
  void when_everything_has_left_only_clock_policies_and_virtual_times_remain() {
    tenant(1, 1, 1000);
    tenant(2, 2, 3);
    offerNew(1, 40);
    offerNew(2, 10);
    for (int i = 1; i < 130; i++) offer(at(1, 7, i));
    settleAll(lease(wide(20)), new Outcome.RetryAfter(clock.instant().plusSeconds(1)));
    clock.advance(Duration.ofMinutes(1));
    lease(wide(5));
    clock.advance(Duration.ofMinutes(1));
    get(queue.expire(shard, 1, 100));
    pause(2);
    tenant(2, 1, 100);
    for (Turn turn = lease(wide(50)); !turn.requests().isEmpty(); turn = lease(wide(50)))
      finish(turn);
    offerNew(1, 1);
    finish(lease(wide(1)));
    assertThat(keys())
        .allMatch(key -> key.matches(".*:(clock|tenants|gates|t:\\d+:policy|db:v|db:finish)"));
    assertThat(count(Request.cmd(Command.ZCARD).arg(prefix() + "db:finish")))
        .isLessThanOrEqualTo(2);
  }

  /// Ways out of the queue of a tenant's one task, which is the head of its line.
  private Map<String, Consumer<QueuedTask>> waysOut() {
    Map<String, Consumer<QueuedTask>> ways = new TreeMap<>();
    ways.put("done", head -> settleAll(lease(wide(1)), new Outcome.Done(TaskState.DONE)));
    ways.put("dead", head -> settleAll(lease(wide(1)), new Outcome.Dead("why")));
    ways.put("a wait", head -> settleAll(lease(wide(1)), new Outcome.WaitUntil(clock.instant())));
    ways.put("removed while ready", this::remove);
    ways.put(
        "removed while it runs",
        head -> {
          Turn turn = lease(wide(1));
          remove(head);
          finish(turn);
        });
    ways.put(
        "removed while delayed",
        head -> {
          settleAll(lease(wide(1)), new Outcome.RetryAfter(clock.instant().plusSeconds(9)));
          remove(head);
        });
    ways.put(
        "removed while its tenant is paused",
        head -> {
          pause(head.tenant());
          remove(head);
        });
    ways.put(
        "expired",
        head -> {
          Turn turn = lease(wide(1));
          clock.advance(Duration.ofHours(1));
          get(queue.expire(shard, 1, 10));
          finish(turn);
        });
    ways.put(
        "moved to another lead, and done there",
        head -> {
          QueuedTask truth = at(head.tenant(), head.lead() + 1, head.position() + 1);
          settleAll(lease(wide(1)), new Outcome.Moved(truth));
          finish(lease(wide(1)));
        });
    return ways;
  }

  @Test
  void every_way_out_of_the_queue_cleans_every_structure() {
    tenant(1, 1, 1);
    waysOut()
        .forEach((name, out) -> {
          offer(at(1, 7, 10));
          out.accept(at(1, 7, 10));
          tenant(1, 1, 1);
          lease(wide(1));
          assertThat(keys())
              .as(name)
              .allMatch(key -> key.matches(".*:(clock|tenants|gates|t:1:policy|db:v|db:finish)"));
        });
  }

  private void remove(QueuedTask task) {
    get(queue.remove(shard, 1, List.of(task)));
  }

  @Test
  void who_may_not_run_stands_in_no_turn_until_the_script_that_releases_it() {
    tenant(1, 1, 1);
    offerNew(1, 2);
    Turn running = lease(wide(10));
    tenant(2, 1, 10);
    pause(2);
    offerNew(2, 1);
    tenant(3, 1, 10);
    var later = new Offer(at(3, 7, 10), Optional.of(clock.instant().plusSeconds(5)));
    get(queue.offer(shard, 1, Optional.empty(), List.of(later)));
    assertThat(turns()).isZero();
    finish(running);
    assertThat(turns()).isEqualTo(1);
    tenant(2, 1, 10);
    assertThat(turns()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(5));
    assertThat(tasks(lease(wide(10)).requests())).extracting(QueuedTask::tenant).contains(3);
  }

  /// Tenants that a lease would look at.
  private long turns() {
    return count(Request.cmd(Command.ZCARD).arg(prefix() + "db:active:person"));
  }

  @Test
  void finish_tags_do_not_grow_with_idle_tenants() {
    for (int tenant = 1; tenant <= 200; tenant++) {
      tenant(tenant, 1, 10);
      offerNew(tenant, 1);
    }
    for (Turn turn = lease(wide(20)); !turn.requests().isEmpty(); turn = lease(wide(20)))
      finish(turn);
    offerNew(1, 3);
    for (int i = 0; i < 3; i++) finish(lease(wide(1)));
    assertThat(count(Request.cmd(Command.ZCARD).arg(prefix() + "db:finish"))).isLessThan(3);
  }

  @Test
  void a_tenant_has_a_tag_in_the_turn_or_a_finish_tag_but_never_both() {
    tenant(1, 1, 10);
    offerNew(1, 1);
    finish(lease(wide(1)));
    assertThat(count(Request.cmd(Command.ZCARD).arg(prefix() + "db:finish"))).isEqualTo(1);
    offerNew(1, 1);
    assertThat(count(Request.cmd(Command.ZCARD).arg(prefix() + "db:finish"))).isZero();
    assertThat(count(Request.cmd(Command.ZCARD).arg(prefix() + "db:active"))).isEqualTo(1);
  }

  @Test
  void a_new_generation_leaves_nothing_of_the_old() {
    tenant(1, 1, 2);
    offerNew(1, 50);
    for (int i = 1; i < 130; i++) offer(at(1, 7, i));
    lease(wide(10));
    get(queue.begin(shard, 2));
    assertThat(keys()).containsExactly(prefix() + "clock");
  }

  @Test
  void the_shards_own_clock_can_be_moved() {
    RedisFairQueue own = REDIS.queue(() -> 0);
    Shard moved = new Shard("moved", 0);
    get(own.begin(moved, 1));
    get(own.open(moved, 1));
    get(own.moveClock(moved, Duration.ofDays(7)));
    Instant then = get(own.lease(moved, 1, Pool.DB, wide(1))).now();
    assertThat(Duration.between(Instant.now(), then)).isGreaterThan(Duration.ofDays(6));
    get(own.begin(moved, 2));
    get(own.open(moved, 2));
    assertThat(get(own.lease(moved, 2, Pool.DB, wide(1))).now()).isAfterOrEqualTo(then);
  }

  @Test
  void an_empty_redis_is_of_no_generation() {
    assertThatThrownBy(
            () -> get(queue.offer(new Shard("nowhere", 0), 5, Optional.empty(), List.of())))
        .isInstanceOfSatisfying(
            FairQueue.StaleGeneration.class, it -> assertThat(it.actual()).isZero());
  }

  @Test
  void scripts_are_loaded_again_after_they_were_flushed() {
    tenant(1, 1, 10);
    send(Request.cmd(Command.SCRIPT).arg("FLUSH"));
    offerNew(1, 1);
    assertThat(lease(wide(1)).requests()).hasSize(1);
  }

  @Test
  void a_broken_connection_is_opened_again() {
    tenant(1, 1, 10);
    send(
        Request.cmd(Command.CLIENT).arg("KILL").arg("TYPE").arg("normal").arg("SKIPME").arg("yes"));
    Uni<Boolean> claim = queue.claim(shard, 1, "again", Duration.ofSeconds(1));
    assertThat(get(claim.onFailure().retry().atMost(5))).isTrue();
  }

  private String prefix() {
    return "{" + shard.tag() + "}:";
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Response key : send(Request.cmd(Command.KEYS).arg("{contract:" + shard.number() + "}:*")))
      keys.add(key.toString());
    return keys;
  }

  private static int count(Request request) {
    return Integer.parseInt(send(request).toString());
  }

  private static Response send(Request request) {
    return get(LINK.send(request));
  }
}
