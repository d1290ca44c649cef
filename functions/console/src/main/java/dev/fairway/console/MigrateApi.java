package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.Problem;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Campaigns.Version;
import dev.fairway.ports.Tasks;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Leads that are in a campaign, to another version of it.
@Path("/api/v1/tenants/{tenant}/campaigns/{name}/migrate")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Campaigns")
public class MigrateApi {
  private static final int MOST = 100_000;
  private static final String ALL = "all";
  private static final List<String> FROM = List.of("a version such as 1", "\"all\"");

  private final Known known;
  private final Documents documents;
  private final Tasks tasks;
  private final Books books;

  MigrateApi(Known known, Documents documents, Tasks tasks, Books books) {
    this.known = known;
    this.documents = documents;
    this.tasks = tasks;
    this.books = books;
  }

  /// For the description of the API.
  @Schema(name = "Migrate")
  record Body(
      @Schema(required = true, description = "A version, or \"all\" others.") Object from,
      @Schema(description = "A version; default the active one.") @Nullable Integer to,
      @Schema(description = "Nothing moves.") @Nullable Boolean dryRun) {}

  /// @param from empty: all others
  /// @param to empty: the active one
  private record Request(OptionalInt from, OptionalInt to, boolean dryRun) {
    static Request read(byte[] sent) {
      List<Problem> problems = new ArrayList<>();
      Given given = Given.body(sent, problems);
      Optional<Object> from = given.needed("from", String.join(" or ", FROM));
      var request =
          new Request(
              from.filter(Long.class::isInstance).isPresent()
                  ? given.integer("from", 1, Integer.MAX_VALUE)
                  : OptionalInt.empty(),
              given.integer("to", 1, Integer.MAX_VALUE),
              given.flag("dryRun"));
      if (from.isPresent() && !(from.get() instanceof Long) && !from.get().equals(ALL))
        given.wrong("from", "must be a version or \"all\"", FROM);
      given.nothingElse();
      if (!problems.isEmpty()) throw Refusals.invalid(problems);
      return request;
    }

    String versions() {
      return from.isPresent() ? "version " + from.getAsInt() : "all versions";
    }
  }

  /// @param moved with dryRun: that would move if none were stranded
  /// @param stranded at a step that the version does not have, or has with another action
  /// @param leads the first of these
  @Schema(name = "Migration")
  record Migration(
      String name, int to, boolean dryRun, int moved, int stranded, List<StrandedLead> leads) {}

  /// @param at step of the campaign's own flow
  record StrandedLead(String lead, String task, int version, String at) {
    static StrandedLead of(Tasks.Stranded one) {
      return new StrandedLead(one.lead(), one.task().toString(), one.version(), one.at());
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Take the leads in a campaign to another version of it",
      description =
          "Each stays at its step, which that version must have with the same action; if one is at"
              + " another step, nothing moves, and the answer says who (409).")
  @RequestBody(content = @Content(schema = @Schema(implementation = Body.class)))
  public Uni<Migration> migrate(
      @PathParam("tenant") String tenant, @PathParam("name") String name, byte[] sent) {
    Request request = Request.read(sent);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            target(owner, name, request)
                .call(target -> stillValid(owner, target))
                .flatMap(target -> migrate(owner, target, request)));
  }

  private Uni<Version> target(Tenant owner, String name, Request request) {
    if (request.to().isPresent()) return known.version(owner, name, request.to());
    return known
        .campaign(owner, name)
        .flatMap(entry -> {
          if (entry.activeVersion() == 0)
            throw Refusals.conflict("campaign " + name + " was never active: say to which version");
          return known.version(owner, name, OptionalInt.of(entry.activeVersion()));
        });
  }

  /// A draft may name what is declared no more.
  private Uni<Void> stillValid(Tenant owner, Version target) {
    if (target.version() == target.campaign().activeVersion()) return Uni.createFrom().voidItem();
    return documents
        .problems(owner, target)
        .invoke(problems -> {
          if (!problems.isEmpty()) throw Refusals.invalid(problems);
        })
        .replaceWithVoid();
  }

  private Uni<Migration> migrate(Tenant owner, Version target, Request request) {
    String name = target.campaign().name();
    return sources(owner, target, request)
        .map(sources -> steps(sources, target))
        .call(steps ->
            request.dryRun()
                ? Uni.createFrom().voidItem()
                : books.deed(owner.name(), Audit.Action.MIGRATE, subject(target, request)))
        .flatMap(steps ->
            tasks.migrate(
                owner.settings().database(),
                owner.number(),
                new Tasks.Migration(
                    target.campaign().number(), target.version(), steps, MOST, request.dryRun())))
        .map(answer ->
            switch (answer) {
              case Tasks.Migrated.TooMany() ->
                  throw Refusals.conflict(
                      "campaign "
                          + name
                          + " has more than "
                          + MOST
                          + " tasks in "
                          + request.versions()
                          + ", which is the most that move at once");
              case Tasks.Migrated.Told told -> answer(target, request, told);
            });
  }

  private static String subject(Version target, Request request) {
    return "campaign "
        + target.campaign().name()
        + " from "
        + request.versions()
        + " to "
        + target.version();
  }

  private Uni<List<Version>> sources(Tenant owner, Version target, Request request) {
    if (request.from().isPresent() && request.from().getAsInt() == target.version())
      throw Refusals.invalid(
          new Problem("from", 0, "is the version to go to, " + target.version(), FROM));
    IntStream numbers =
        request.from().isPresent()
            ? IntStream.of(request.from().getAsInt())
            : IntStream.rangeClosed(1, target.campaign().latest());
    String name = target.campaign().name();
    return Multi.createFrom()
        .iterable(numbers.filter(number -> number != target.version()).boxed().toList())
        .onItem()
        .transformToUniAndConcatenate(number -> known.version(owner, name, OptionalInt.of(number)))
        .collect()
        .asList();
  }

  /// Where a task may stand to go on in the target, by the version that it runs.
  private static Map<Integer, Set<String>> steps(List<Version> sources, Version target) {
    var allowed = actions(target).entrySet();
    Map<Integer, Set<String>> steps = new LinkedHashMap<>();
    for (Version source : sources) {
      Set<String> same = new HashSet<>();
      for (var step : actions(source).entrySet())
        if (allowed.contains(step)) same.add(step.getKey());
      steps.put(source.version(), same);
    }
    return steps;
  }

  private static Map<String, String> actions(Version version) {
    return Flow.actions(CampaignJson.read(version.definition()).flow());
  }

  private static Migration answer(Version target, Request request, Tasks.Migrated.Told told) {
    List<StrandedLead> leads = told.first().stream().map(StrandedLead::of).toList();
    String name = target.campaign().name();
    if (told.stranded() > 0 && !request.dryRun())
      throw Refusals.stranded(
          told.stranded()
              + " tasks stand at steps that version "
              + target.version()
              + " of campaign "
              + name
              + " does not have with the same action; nothing moved",
          told.stranded(),
          leads);
    return new Migration(
        name, target.version(), request.dryRun(), told.fitting(), told.stranded(), leads);
  }
}
