package dev.fairway.console;

import dev.fairway.console.LeadsApi.LeadBody;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Merge;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Problem;
import dev.fairway.ports.Audit;
import dev.fairway.ports.TaskJournal;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Two leads that are one person.
@Path("/api/v1/tenants/{tenant}/leads/{id}/merge")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Leads")
public class MergeApi {
  private final Known known;
  private final TaskJournal journal;
  private final Books books;

  MergeApi(Known known, TaskJournal journal, Books books) {
    this.known = known;
    this.journal = journal;
    this.books = books;
  }

  /// Whose value stays where both have one.
  enum Conflict {
    WINNER,
    LOSER
  }

  /// @param winner id of the lead that stays
  /// @param conflict whose value stays where both have one; the winner's by default
  @Schema(name = "Merge")
  record Body(String winner, Conflict conflict) {
    static Body read(byte[] sent) {
      List<Problem> problems = new ArrayList<>();
      Given given = Given.body(sent, problems);
      Optional<String> winner = given.text("winner", "id of a lead");
      Conflict conflict = given.oneOf("conflict", Conflict.values()).orElse(Conflict.WINNER);
      given.nothingElse();
      if (winner.isEmpty() && problems.isEmpty())
        given.wrong("winner", "is missing", List.of("id of a lead"));
      if (!problems.isEmpty()) throw Refusals.invalid(problems);
      return new Body(winner.orElseThrow(), conflict);
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Make a lead one with another",
      description =
          "Its values, memberships, history and tasks go to the winner. Whoever names the lead from"
              + " then on gets the winner. It cannot be undone. Answers the winner.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Body.class)))
  public Uni<LeadBody> merge(
      @PathParam("tenant") String tenant, @PathParam("id") String id, byte[] sent) {
    Body body = Body.read(sent);
    return known
        .tenant(tenant)
        .flatMap(owner ->
            Uni.combine()
                .all()
                .unis(known.lead(owner, id), known.lead(owner, body.winner()))
                .asTuple()
                .flatMap(both -> merge(owner, both.getItem1(), both.getItem2(), body.conflict())));
  }

  private Uni<LeadBody> merge(Tenant owner, Lead loser, Lead winner, Conflict conflict) {
    if (loser.number() == winner.number())
      throw Refusals.conflict("the lead and the winner are one already");
    var merge =
        new Merge(
            owner.number(),
            new LeadRef.ById(loser.id()),
            new LeadRef.ById(winner.id()),
            conflict == Conflict.LOSER,
            Optional.empty());
    String subject = "lead number " + loser.number() + " into " + winner.number();
    return books
        .deed(owner.name(), Audit.Action.MERGE, subject)
        .chain(() -> journal.merge(owner.settings().database(), merge))
        .chain(done -> known.lead(owner, winner.id()))
        .map(LeadBody::of);
  }
}
