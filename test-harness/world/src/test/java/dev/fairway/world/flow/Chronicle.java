package dev.fairway.world.flow;

import dev.fairway.contracts.flow.Action;
import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.Arrival;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.OverflowBuffer.Message;
import dev.fairway.world.flow.Occurrence.Buffered;
import dev.fairway.world.flow.Occurrence.Journaled;
import dev.fairway.world.flow.Occurrence.Moved;
import dev.fairway.world.flow.Occurrence.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes down what the stores answered.
final class Chronicle {
  final List<Occurrence> history = new ArrayList<>();

  void add(Occurrence occurrence) {
    history.add(occurrence);
  }

  void called(Action.By by, String call, Object[] arguments, @Nullable Object answer) {
    switch (call) {
      case "OverflowBuffer.send" -> add(new Buffered(events((List<?>) arguments[1])));
      case "Pulled.settle" -> add(new Settled(settled((List<?>) arguments[0])));
      case "Flows.move" -> {
        if (Boolean.TRUE.equals(answer)) add(new Moved((FlowState) arguments[3]));
      }
      case "TaskJournal.accept" ->
          journaled(by, (List<?>) arguments[1], (List<?>) Objects.requireNonNull(answer));
      default -> {}
    }
  }

  private void journaled(Action.By by, List<?> arrivals, List<?> acceptances) {
    for (int i = 0; i < arrivals.size(); i++)
      if (acceptances.get(i)
          instanceof Acceptance.Journaled(var recorded, var verdicts, var woken)) {
        Arrival arrival = (Arrival) arrivals.get(i);
        boolean first = verdicts.stream().anyMatch(Verdict.Accepted.class::isInstance);
        boolean pushed = by == Action.By.ENQUEUE;
        add(new Journaled(arrival.event().id(), arrival.epoch(), pushed, first));
      }
  }

  private static List<String> settled(List<?> messages) {
    List<String> events = new ArrayList<>();
    for (Object message : messages)
      if (message instanceof Message.Arrivals(List<Arrival> arrivals))
        events.addAll(events(arrivals));
    return events;
  }

  private static List<String> events(List<?> arrivals) {
    return arrivals.stream().map(arrival -> ((Arrival) arrival).event().id()).toList();
  }
}
