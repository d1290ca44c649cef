package dev.fairway.console;

import dev.fairway.model.Shard;
import dev.fairway.model.campaign.Problem;
import dev.fairway.ports.LocalClock;
import dev.fairway.ports.QueueClock;
import dev.fairway.postgres.Databases;
import dev.fairway.runtime.Nudges;
import dev.fairway.runtime.Wire;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The engine's clock, which only a local run can move: forward, in every store at once.
@Path("/api/v1/local/clock")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Local run")
public class ClockApi {
  private static final Duration MOST = Duration.ofDays(3_650);

  private final LocalClock clock;
  private final QueueClock queues;
  private final Databases databases;
  private final Nudges nudges;
  private final boolean local;

  ClockApi(
      LocalClock clock,
      QueueClock queues,
      Databases databases,
      Nudges nudges,
      @ConfigProperty(name = "fairway.local", defaultValue = "false") boolean local) {
    this.clock = clock;
    this.queues = queues;
    this.databases = databases;
    this.nudges = nudges;
    this.local = local;
  }

  /// @param advance how far, such as `7d`
  record Advance(@Schema(examples = "7d", required = true) String advance) {}

  /// @param now on the engine's clock
  /// @param offset from the machine's time, ISO 8601
  record Reading(Instant now, String offset) {}

  @PUT
  @OperatorOnly
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Move the engine's clock forward (local run only)")
  @RequestBody(content = @Content(schema = @Schema(implementation = Advance.class)))
  public Uni<Reading> put(byte[] body) {
    if (!local) throw Refusals.notFound("only a local run has a clock that can be moved");
    return clock
        .advance(advance(body))
        .call(reading -> follow(reading.offset()))
        .map(reading -> new Reading(reading.now(), reading.offset().toString()));
  }

  private Uni<Void> follow(Duration offset) {
    return Multi.createFrom()
        .iterable(databases.leadDatabases())
        .onItem()
        .transformToUniAndConcatenate(database -> follow(new Shard(database, 0), offset))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /// Waits that are over now are looked for at once.
  private Uni<Void> follow(Shard shard, Duration offset) {
    return queues.follow(shard, offset).chain(() -> nudges.at(shard, Wire.WAKE));
  }

  private static Duration advance(byte[] body) {
    var problems = new ArrayList<Problem>();
    Given given = Given.body(body, problems);
    Optional<String> text = given.text("advance", TimeSettings.DURATION);
    Optional<Duration> by =
        text.flatMap(TimeSettings::duration).filter(duration -> duration.compareTo(MOST) <= 0);
    if (by.isEmpty() && problems.isEmpty())
      given.wrong(
          "advance",
          "must be a duration of at most 3650d: " + TimeSettings.DURATION,
          List.of("0s..3650d"));
    given.nothingElse();
    if (!problems.isEmpty()) throw Refusals.invalid(problems);
    return by.orElse(Duration.ZERO);
  }
}
