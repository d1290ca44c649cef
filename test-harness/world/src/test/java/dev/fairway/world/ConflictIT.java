package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.world.client.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("history")
@ExtendWith(SharedEngine.class)
class ConflictIT {
  private static final int LEADS = 10;

  @Test
  void an_outside_writer_and_tasks_on_the_same_leads_lose_nothing_to_each_other(Engine engine)
      throws ExecutionException, InterruptedException {
    long seed = Dial.seed("conflict");
    try (var run = new Run(engine, "conflict", seed, 2);
        ExecutorService outside = Executors.newVirtualThreadPerTaskExecutor()) {
      var loading = new AtomicBoolean(true);
      List<Future<Integer>> written = new ArrayList<>();
      for (int lead = 0; lead < LEADS; lead++) {
        String path = path(run, lead);
        run.console().put(path, "application/json", "{\"fields\":{\"title\":\"w0\"}}").ok();
        written.add(outside.submit(() -> write(run.console(), path, loading)));
      }
      run.inTwoWaves(run.parcels(LEADS, Dial.of("conflict.tasks", 60, 500)));
      loading.set(false);

      int writes = 0;
      for (int lead = 0; lead < LEADS; lead++) {
        int last = written.get(lead).get();
        writes += last;
        var fields = run.console().get(path(run, lead)).ok().body().path("fields");
        assertThat(fields.path("title").asText()).as(path(run, lead)).isEqualTo("w" + last);
      }
      Dial.say("conflict", "outside writes=" + writes);
      run.finishClean();
    }
  }

  private static String path(Run run, int lead) {
    return "/tenants/" + run.tenants().get(lead % run.tenants().size()) + "/leads/lead-" + lead;
  }

  /// Writes 1, 2, 3... into a field no campaign touches, until the load has ended.
  ///
  /// @return the last number written
  private static int write(Console console, String path, AtomicBoolean loading) {
    int last = 0;
    do {
      last++;
      String body = "{\"fields\":{\"title\":\"w%d\"}}".formatted(last);
      console.patch(path, body).ok();
    } while (loading.get());
    return last;
  }
}
