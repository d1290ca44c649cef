package dev.fairway.visit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Records;
import dev.fairway.ports.TaskJournal;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Wire;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// The edge of an action family: a request in, its outcomes back, one log line.
@Singleton
public class FamilyFunction {
  private static final Logger LOG = Logger.getLogger(FamilyFunction.class);

  private final Visits visits;
  private final MeterRegistry meters;

  @Inject
  FamilyFunction(
      TaskJournal journal,
      Leads leads,
      Records records,
      Definitions definitions,
      Expressions expressions,
      Effects effects,
      @All List<DatabaseAction> actions,
      MeterRegistry meters) {
    Map<String, DatabaseAction> byName =
        actions.stream().collect(Collectors.toMap(DatabaseAction::name, Function.identity()));
    this.visits = new Visits(journal, leads, records, definitions, byName, expressions, effects);
    this.meters = meters;
  }

  /// @param data of `dev.fairway.actions.requested`
  /// @return data of `dev.fairway.actions.completed`
  public Uni<JsonNode> execute(JsonNode data) {
    ActionRequest request = Wire.request(data);
    long start = System.nanoTime();
    return visits
        .execute(request)
        .invoke(completion -> said(completion, request, System.nanoTime() - start))
        .map(Wire::completion);
  }

  private void said(Completion completion, ActionRequest request, long nanos) {
    String family = request.family().label();
    Timer.builder("fairway.visit")
        .description("a batch from request to outcomes")
        .tag("family", family)
        .register(meters)
        .record(nanos, TimeUnit.NANOSECONDS);
    for (Completion.Item item : completion.items())
      meters
          .counter(
              "fairway.visits",
              "family",
              family,
              "outcome",
              item.outcome().getClass().getSimpleName().toLowerCase(Locale.ROOT))
          .increment();
    new LogLine("action-" + family, "visited")
        .with("shard", request.shard().tag())
        .with("credit", request.credit())
        .with("tasks", request.leases().size())
        .with("outcomes", completion.items().size())
        .with("ms", nanos / 1_000_000)
        .to(LOG, Logger.Level.INFO);
  }
}
