package dev.fairway.runtime;

import dev.fairway.model.Event;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What the edge says of a request it answered: a line for each event, also for those of a batch
/// that was refused as a whole; one for the request if no events could be read from it.
final class EdgeLog {
  private static final Logger LOG = Logger.getLogger("dev.fairway.edge");
  private static final String ELEMENTS = "fairway.elements";
  private static final String REFUSAL = "fairway.refusal";
  private static final String NONE = "-";

  /// Of what a sender wrote where an attribute should stand.
  private static final int SHOWN = 256;

  private final Room room;

  EdgeLog(Room room) {
    this.room = room;
  }

  /// Keeps what was read of a batch that is none, for its lines.
  ///
  /// @param most as many lines as a batch may have events: a body of `[1,1,...` is no way to fill a
  ///   disk
  static void keep(RoutingContext context, List<Json.Element> elements, int most) {
    context.put(ELEMENTS, elements.subList(0, Math.min(most, elements.size())));
  }

  static void refused(RoutingContext context, Refusal refusal) {
    context.put(REFUSAL, refusal);
  }

  /// @param status 0 if the sender was gone before the answer
  void answered(RoutingContext context, int status, long millis) {
    if (!LOG.isInfoEnabled()) return;
    Received received = Edge.found(context);
    List<Json.Element> elements = context.get(ELEMENTS);
    Answered answered = new Answered(status, millis, Optional.ofNullable(context.get(REFUSAL)));
    if (received != null) {
      for (int i = 0; i < received.events().size(); i++)
        answered.line(i, received.events().get(i), received.tasks()[i]);
    } else if (elements != null) {
      Optional<String> trace = Optional.ofNullable(context.request().getHeader("traceparent"));
      for (int i = 0; i < elements.size(); i++) answered.line(i, elements.get(i).value(), trace);
    } else answered.line();
  }

  private final class Answered {
    private final int status;
    private final long millis;
    private final Optional<Refusal> refusal;
    private final Map<Integer, String> faults;

    Answered(int status, long millis, Optional<Refusal> refusal) {
      this.status = status;
      this.millis = millis;
      this.refusal = refusal;
      this.faults = refusal.map(Refusal::faults).orElse(Map.of());
    }

    void line() {
      end(new LogLine(room.name(), event(0)), 0);
    }

    void line(int index, Event event, int tasks) {
      LogLine line =
          new LogLine(room.name(), event(index))
              .with("type", event.type())
              .with("source", event.source())
              .with("id", event.id())
              .with("tenant", event.extensions().getOrDefault("tenantid", NONE))
              .with("trace", event.traceparent().map(Trace::id).orElse(NONE))
              .with("tasks", tasks);
      end(line, index);
    }

    /// Of something that need not be an event.
    void line(int index, @Nullable Object value, Optional<String> trace) {
      Map<?, ?> object = value instanceof Map<?, ?> map ? map : Map.of();
      Optional<String> own = Optional.of(text(object, "traceparent"));
      LogLine line =
          new LogLine(room.name(), event(index))
              .with("type", text(object, "type"))
              .with("source", text(object, "source"))
              .with("id", text(object, "id"))
              .with("tenant", text(object, "tenantid"))
              .with("trace", trace.or(() -> own).filter(Trace::sound).map(Trace::id).orElse(NONE));
      end(line, index);
    }

    private void end(LogLine line, int index) {
      line.with("status", status).with("ms", millis);
      refusal.ifPresent(why -> line.with("problem", why.type()));
      String fault = faults.get(index);
      if (fault != null) line.with("reason", fault);
      line.to(LOG, Logger.Level.INFO);
    }

    /// 422 concerns single events: the others of the batch were taken.
    private String event(int index) {
      if (status == 0) return "cut";
      boolean spared = status == 422 && !faults.isEmpty() && !faults.containsKey(index);
      return status < 400 || spared ? "taken" : "refused";
    }
  }

  private static String text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text
        ? text.substring(0, Math.min(SHOWN, text.length()))
        : NONE;
  }
}
