package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Asked;
import dev.fairway.enqueue.Placed.Matched;
import dev.fairway.enqueue.Placed.Matched.Heard;
import dev.fairway.enqueue.Results.Result;
import dev.fairway.enqueue.Triggers.Spoken;
import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.Arrival;
import dev.fairway.model.Event;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tenants;
import dev.fairway.runtime.CrashPoint;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/// From events to tasks: whose are they, which campaigns do they trigger, who passes the filters,
/// is there room, journal them, put them in the queue. Several requests travel together; each is
/// taken whole or refused whole.
@Singleton
public class Enqueue {
  private static final Logger LOG = Logger.getLogger(Enqueue.class);

  private final Tenants tenants;
  private final Triggers triggers;
  private final Expressions expressions;
  private final Qualifier qualifier;
  private final TaskJournal journal;
  private final KnownFlows flows;
  private final PushRoom room;
  private final Overflow overflow;
  private final Meters meters;
  private final EnqueueConfig config;

  @Inject
  Enqueue(
      Tenants tenants,
      Triggers triggers,
      Expressions expressions,
      Qualifier qualifier,
      TaskJournal journal,
      KnownFlows flows,
      PushRoom room,
      Overflow overflow,
      Meters meters,
      EnqueueConfig config) {
    this.tenants = tenants;
    this.triggers = triggers;
    this.expressions = expressions;
    this.qualifier = qualifier;
    this.journal = journal;
    this.flows = flows;
    this.room = room;
    this.overflow = overflow;
    this.meters = meters;
    this.config = config;
  }

  /// @return one result per request; a failure means nothing is known, and all may be sent again
  Uni<List<Result>> run(List<List<Submission>> requests) {
    Results results = new Results(requests.stream().map(List::size).toList());
    return placed(requests, results)
        .chain(placed -> matched(placed, results))
        .chain(qualifier::passed)
        .map(passed -> chosen(passed, results))
        .call(flows::refresh)
        .map(matched -> matched.stream().map(this::asked).toList())
        .chain(asked -> taken(asked, results))
        .map(done -> results.all());
  }

  /// How many of the events trigger a campaign whose filters their lead passes.
  Uni<Integer> passing(List<Submission> events) {
    List<List<Submission>> requests = List.of(events);
    Results results = new Results(List.of(events.size()));
    return placed(requests, results)
        .chain(placed -> matched(placed, results))
        .chain(qualifier::passed)
        .map(passed -> {
          results
              .refusal(0)
              .ifPresent(refusal -> {
                throw refusal;
              });
          return (int) passed.stream().filter(match -> !match.campaigns().isEmpty()).count();
        });
  }

  /// A run shows all leads to its campaign; whom that does not choose, it leaves alone.
  private static List<Matched> chosen(List<Matched> passed, Results results) {
    List<Matched> chosen = new ArrayList<>(passed.size());
    for (Matched match : passed)
      if (match.scheduled() && match.campaigns().isEmpty())
        results.answer(match.place(), new Answer(match.place().event().id(), List.of()));
      else chosen.add(match);
    return chosen;
  }

  /// Pushed where the tenant pushes and has room, else buffered.
  private Uni<Void> taken(List<Asked> asked, Results results) {
    Map<Boolean, List<Asked>> push =
        asked.stream().collect(Collectors.partitioningBy(one -> pushes(one.place())));
    List<Asked> pulling = push.getOrDefault(false, List.of());
    overflow.admit(pulling, Refusal.unavailable("the buffer is away"), results);
    List<Asked> pushing = live(push.getOrDefault(true, List.of()), Enqueue::request, results);
    return room.reserve(pushing)
        .call(reserved -> diverted(reserved, results))
        .chain(reserved -> accepted(reserved, results).map(late -> join(reserved.left(), late)))
        .chain(late -> overflow.take(join(pulling, late), results));
  }

  private boolean pushes(Placed place) {
    return flows.of(place.tenant().number()).state().pushes();
  }

  private Uni<Void> diverted(PushRoom.Reserved reserved, Results results) {
    overflow.admit(
        reserved.left(),
        reserved.away()
            ? Refusal.unavailable("the queue is away")
            : Refusal.noRoom("the queue has no room for the request's tasks", config.retryAfter()),
        results);
    return Each.of(
            byDatabase(live(reserved.left(), Enqueue::request, results)),
            (database, asked) ->
                flows.noRoom(
                    database,
                    asked.stream()
                        .map(one -> one.place().tenant().number())
                        .collect(Collectors.toSet())))
        .replaceWithVoid();
  }

  private Uni<List<Placed>> placed(List<List<Submission>> requests, Results results) {
    Set<String> names =
        requests.stream().flatMap(List::stream).map(Submission::tenant).collect(Collectors.toSet());
    if (names.isEmpty()) return Uni.createFrom().item(List.of());
    return tenants
        .named(names)
        .map(found -> {
          Map<String, Tenant> byName =
              found.stream().collect(Collectors.toMap(Tenant::name, Function.identity()));
          List<Placed> placed = new ArrayList<>();
          for (int request = 0; request < requests.size(); request++)
            place(request, requests.get(request), byName, placed, results);
          return placed;
        });
  }

  private void place(
      int request,
      List<Submission> submissions,
      Map<String, Tenant> byName,
      List<Placed> placed,
      Results results) {
    for (int index = 0; index < submissions.size(); index++) {
      Tenant tenant = byName.get(submissions.get(index).tenant());
      if (tenant == null) refuse(request, results, Refusal.forbidden("there is no such tenant"));
      else if (tenant.settings().state() == Tenant.State.DRAINING)
        refuse(request, results, Refusal.forbidden("the tenant takes no new events"));
      else placed.add(new Placed(request, index, submissions.get(index), tenant));
    }
  }

  private Uni<List<Matched>> matched(List<Placed> all, Results results) {
    List<Placed> placed = live(all, Placed::request, results);
    Map<Integer, Tenant> senders = new LinkedHashMap<>();
    Set<String> databases = new LinkedHashSet<>();
    for (Placed place : placed) {
      senders.put(place.tenant().number(), place.tenant());
      databases.add(place.database());
    }
    return Each.of(senders, (number, tenant) -> spoken(tenant))
        .chain(spoken ->
            Each.of(databases, journal::now).map(clocks -> match(placed, results, spoken, clocks)));
  }

  /// Empty if the tenant's campaigns cannot be read: that is no reason to refuse the others.
  private Uni<Optional<Spoken>> spoken(Tenant tenant) {
    return triggers
        .of(tenant)
        .map(Optional::of)
        .onFailure()
        .invoke(e ->
            new LogLine("enqueue", "unreadable")
                .with("tenant", tenant.name())
                .to(LOG, Logger.Level.ERROR, e))
        .onFailure()
        .recoverWithItem(Optional.empty());
  }

  private List<Matched> match(
      List<Placed> placed,
      Results results,
      Map<Integer, Optional<Spoken>> spoken,
      Map<String, Instant> clocks) {
    List<Matched> matched = new ArrayList<>(placed.size());
    for (Placed place : placed) {
      Optional<Spoken> own = spoken.getOrDefault(place.tenant().number(), Optional.empty());
      Instant now = clocks.get(place.database());
      if (own.isEmpty() || now == null)
        refuse(place.request(), results, Refusal.unavailable("campaigns cannot be read now"));
      else
        matched.add(
            new Matched(
                place,
                own.get().triggers().matches(place.event(), expressions, now),
                heard(place.event(), own.get()),
                now));
    }
    return live(matched, match -> match.place().request(), results);
  }

  private Heard heard(Event event, Spoken own) {
    return new Heard(
        event.depth() < config.depth() && own.triggers().listensTo(Arrival.CREATED),
        !own.unrecorded().contains(event.type()),
        own.awaited().contains(event.type()),
        own.numbers());
  }

  private Asked asked(Matched matched) {
    long epoch = flows.of(matched.place().tenant().number()).state().epoch();
    return matched.asked(epoch, config.remembered());
  }

  /// What the journal said of arrivals.
  ///
  /// @param late no longer pushed: to be buffered
  private record Pushed(List<QueuedTask> queued, List<Asked> late) {
    static final Pushed NOTHING = new Pushed(List.of(), List.of());

    Pushed and(Pushed more) {
      return new Pushed(join(queued, more.queued), join(late, more.late));
    }
  }

  /// A reservation of which nothing may be used is ended as well, or it would keep others out.
  ///
  /// @return what was too late to be pushed
  private Uni<List<Asked>> accepted(PushRoom.Reserved reserved, Results results) {
    Set<String> databases = new LinkedHashSet<>(reserved.byDatabase().keySet());
    databases.addAll(reserved.reservations().keySet());
    return Each.of(
            databases,
            database -> {
              List<Asked> asked = reserved.byDatabase().getOrDefault(database, List.of());
              return accept(database, live(asked, Enqueue::request, results), results)
                  .call(pushed -> room.offer(database, reserved, pushed.queued()));
            })
        .map(pushed -> pushed.values().stream().flatMap(one -> one.late().stream()).toList());
  }

  /// In chunks, one after the other: events of a request that share a lead keep their order.
  private Uni<Pushed> accept(String database, List<Asked> asked, Results results) {
    Uni<Pushed> pushed = Uni.createFrom().item(Pushed.NOTHING);
    for (int from = 0; from < asked.size(); from += config.gather()) {
      List<Asked> chunk = asked.subList(from, Math.min(asked.size(), from + config.gather()));
      pushed = pushed.chain(before -> journaled(database, chunk, results, true).map(before::and));
    }
    return pushed;
  }

  private static <T> List<T> join(List<T> before, List<T> more) {
    if (more.isEmpty()) return before;
    List<T> all = new ArrayList<>(before);
    all.addAll(more);
    return all;
  }

  private Uni<Pushed> journaled(
      String database, List<Asked> asked, Results results, boolean again) {
    CrashPoint.reached("before-journal");
    List<Arrival> arrivals = asked.stream().map(Asked::arrival).toList();
    return journal
        .accept(database, arrivals)
        .invoke(acceptances -> CrashPoint.reached("after-journal"))
        .chain(acceptances -> {
          List<QueuedTask> queued = new ArrayList<>();
          List<Asked> stale = new ArrayList<>();
          IntStream.range(0, asked.size())
              .forEach(i -> {
                Acceptance acceptance = acceptances.get(i);
                if (acceptance instanceof Acceptance.Stale) stale.add(asked.get(i));
                else told(asked.get(i), arrivals.get(i), acceptance, queued, results);
              });
          var pushed = new Pushed(queued, List.of());
          return stale.isEmpty()
              ? Uni.createFrom().item(pushed)
              : moved(database, stale, results, again).map(pushed::and);
        });
  }

  /// Their tenants' flows have moved on: once more where they push again, else into the buffer.
  private Uni<Pushed> moved(String database, List<Asked> stale, Results results, boolean again) {
    Set<Integer> tenants =
        stale.stream().map(one -> one.place().tenant().number()).collect(Collectors.toSet());
    return flows
        .read(database, tenants)
        .chain(() -> {
          Map<Boolean, List<Asked>> push =
              stale.stream()
                  .map(one -> one.at(flows.of(one.place().tenant().number()).state().epoch()))
                  .collect(Collectors.partitioningBy(one -> pushes(one.place())));
          var late = new Pushed(List.of(), push.getOrDefault(false, List.of()));
          overflow.admit(late.late(), Refusal.unavailable("the buffer is away"), results);
          List<Asked> once = push.getOrDefault(true, List.of());
          if (once.isEmpty()) return Uni.createFrom().item(late);
          if (again) return journaled(database, once, results, false).map(late::and);
          for (Asked one : once)
            refuse(request(one), results, Refusal.unavailable("the tenant's flow is changing"));
          return Uni.createFrom().item(late);
        });
  }

  private void told(
      Asked asked,
      Arrival arrival,
      Acceptance acceptance,
      List<QueuedTask> queued,
      Results results) {
    Placed place = asked.place();
    switch (acceptance) {
      case Acceptance.Journaled journaled -> {
        queued.addAll(journaled.queued());
        count(place, journaled);
        results.answer(
            place, Answer.of(place.event(), arrival.candidates(), asked.campaigns(), journaled));
      }
      case Acceptance.OtherContent(var task) ->
          results.unprocessable(
              place,
              "other-content",
              "an event with this source and id came before with other content, see task " + task);
      case Acceptance.UnknownLead(Tenant.UnknownLead policy) -> {
        switch (policy) {
          case REJECT ->
              results.unprocessable(
                  place, "unknown-lead", "the tenant rejects events of unknown leads");
          case IGNORE, CREATE -> results.answer(place, new Answer(place.event().id(), List.of()));
        }
      }
      case Acceptance.Stale stale -> throw new IllegalStateException("stale: " + stale);
    }
  }

  private void count(Placed place, Acceptance.Journaled journaled) {
    int accepted = 0;
    int expired = 0;
    for (Verdict verdict : journaled.verdicts()) {
      if (verdict instanceof Verdict.Accepted) accepted++;
      if (verdict instanceof Verdict.Expired) expired++;
    }
    meters.accepted(place.tenant().name(), accepted);
    meters.count("tasks.expired", "expirytime", expired);
  }

  private void refuse(int request, Results results, Refusal refusal) {
    meters.count("requests.refused", refusal.type(), 1);
    results.refuse(request, refusal);
  }

  static int request(Asked asked) {
    return asked.place().request();
  }

  static <T> List<T> live(List<T> all, Function<T, Integer> request, Results results) {
    return all.stream().filter(one -> !results.isRefused(request.apply(one))).toList();
  }

  static Map<String, List<Asked>> byDatabase(List<Asked> asked) {
    Map<String, List<Asked>> byDatabase = new LinkedHashMap<>();
    for (Asked one : asked)
      byDatabase.computeIfAbsent(one.place().database(), database -> new ArrayList<>()).add(one);
    return byDatabase;
  }
}
