package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.Tasks;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Rows of the journal as an operator reads them: campaigns by name, and what the queue knows.
@Singleton
final class TaskViews {
  private final Campaigns campaigns;
  private final Queues queues;

  TaskViews(Campaigns campaigns, Queues queues) {
    this.campaigns = campaigns;
    this.queues = queues;
  }

  Uni<List<TaskBody>> of(Tenant tenant, List<Tasks.Row> rows) {
    return names(tenant, rows.stream().map(Tasks.Row::campaign).distinct().toList())
        .flatMap(names ->
            places(tenant, rows)
                .map(places ->
                    rows.stream()
                        .map(row -> TaskBody.of(row, name(names, row), place(places, row)))
                        .toList()));
  }

  Uni<Map<Integer, String>> names(Tenant tenant, List<Integer> numbers) {
    return campaigns
        .numbered(tenant.number(), numbers)
        .map(entries ->
            entries.stream()
                .collect(Collectors.toMap(Campaigns.Entry::number, Campaigns.Entry::name)));
  }

  private static String name(Map<Integer, String> names, Tasks.Row row) {
    return names.getOrDefault(row.campaign(), "#" + row.campaign());
  }

  private static Optional<Optional<FairQueue.Found>> place(
      Map<Tasks.Row, Optional<FairQueue.Found>> places, Tasks.Row row) {
    return Optional.ofNullable(places.get(row));
  }

  /// One after the other; after the first failure the queue counts as away.
  private Uni<Map<Tasks.Row, Optional<FairQueue.Found>>> places(
      Tenant tenant, List<Tasks.Row> rows) {
    Map<Tasks.Row, Optional<FairQueue.Found>> places = new HashMap<>();
    return Multi.createFrom()
        .iterable(rows)
        .select()
        .where(row -> row.queued().isPresent())
        .onItem()
        .transformToUniAndConcatenate(row ->
            queues
                .find(tenant, row.queued().orElseThrow())
                .invoke(found -> found.ifPresent(place -> places.put(row, place))))
        .select()
        .first(Optional::isPresent)
        .collect()
        .last()
        .map(done -> places);
  }
}
