package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Family;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant AT = Instant.parse("2026-11-23T05:00:00.123456Z");
  private static final Shard SHARD = new Shard("leads1", 0);

  private static QueuedTask task(long position) {
    return new QueuedTask(
        TaskId.of("acme", "/web", "e" + position, "hot"),
        7,
        1L << 40,
        position,
        Family.SCORING,
        Priority.LOW,
        position % 2 == 0);
  }

  @Test
  void a_request_reads_as_it_was_written() throws Exception {
    var request =
        new ActionRequest(
            SHARD,
            Family.PERSON,
            true,
            "3-9",
            AT,
            List.of(new Lease(task(1), "3-1"), new Lease(task(2), "3-2")));
    assertThat(Wire.request(JSON.readTree(Wire.request(request).toString()))).isEqualTo(request);
  }

  @Test
  void every_outcome_reads_as_it_was_written() throws Exception {
    List<Completion.Item> items =
        Stream.of(
                new Outcome.Next(Family.FLOW),
                new Outcome.Done(TaskState.DELETED),
                new Outcome.WaitUntil(AT),
                new Outcome.RetryAfter(AT),
                new Outcome.Blocked(task(3)),
                new Outcome.Moved(task(4)),
                new Outcome.InProgress(AT),
                new Outcome.Dead("lost three times"))
            .map(outcome -> new Completion.Item(new Lease(task(5), "3-5"), outcome, 1234))
            .toList();
    assertThat(items)
        .extracting(item -> (Object) item.outcome().getClass())
        .containsExactlyInAnyOrder((Object[]) Outcome.class.getPermittedSubclasses());
    var completion = new Completion(SHARD, Family.SCORING, false, "3-9", true, items);
    assertThat(Wire.completion(JSON.readTree(Wire.completion(completion).toString())))
        .isEqualTo(completion);
  }

  @Test
  void a_reader_skips_what_a_newer_writer_added() {
    ObjectNode newer = Wire.shard(SHARD).put("colour", "blue");
    assertThat(Wire.shard(newer)).isEqualTo(SHARD);
  }

  @Test
  void what_is_missing_is_named() {
    ObjectNode incomplete = Wire.shard(SHARD).put("family", "person");
    assertThatThrownBy(() -> Wire.request(incomplete)).hasMessageContaining("leases");
  }
}
