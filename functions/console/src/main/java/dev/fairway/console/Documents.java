package dev.fairway.console;

import dev.fairway.language.CampaignReader;
import dev.fairway.language.Children;
import dev.fairway.language.DocumentReader;
import dev.fairway.language.ReadResult;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.language.SourceDocument;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Campaigns.Asset;
import dev.fairway.ports.Campaigns.Version;
import dev.fairway.runtime.Json;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Documents as authors send them, read against what the tenant declares. Reading compiles
/// expressions, so it happens on worker threads.
@Singleton
final class Documents {
  static final String YAML = "application/yaml";
  static final String VERSION = DocumentReader.API_VERSION;

  /// Actions whose steps name a campaign.
  private static final List<String> NAMING =
      List.of(Catalogue.CAMPAIGN_EXECUTE, Catalogue.CAMPAIGN_REQUEST, Catalogue.FLOW_REMOVE);

  private final Campaigns campaigns;

  Documents(Campaigns campaigns) {
    this.campaigns = campaigns;
  }

  /// A body and the format that its Content-Type declares.
  record Body(String text, boolean json) {
    static Body of(byte[] bytes, String contentType) {
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return new Body(text, contentType.contains("json"));
      } catch (CharacterCodingException e) {
        throw Refusals.malformed("the body is not UTF-8 text");
      }
    }
  }

  /// @param definition canonical
  /// @param source as sent
  record Draft(
      String name,
      Map<String, Object> definition,
      String source,
      List<Problem> warnings,
      Document.OfCampaign read) {}

  /// Everything a file declares.
  record All(List<Declaration> declarations, List<Draft> campaigns, List<Problem> warnings) {
    /// For the books.
    String summary() {
      List<String> all = new ArrayList<>();
      declarations.forEach(each -> all.add(each.kind().label() + " " + each.name()));
      campaigns.forEach(each -> all.add("campaign " + each.name()));
      return String.join(", ", all);
    }
  }

  /// A single campaign with the name in the path.
  Uni<Draft> campaign(Tenant tenant, Body body, String name) {
    return there(tenant)
        .map(there -> {
          var result = CampaignReader.read(body.text(), body.json(), there.schema());
          return switch (result) {
            case ReadResult.Errors<Document.OfCampaign>(List<Problem> problems) ->
                throw Refusals.invalid(problems);
            case ReadResult.Ok<Document.OfCampaign>(var read, List<Problem> warnings) -> {
              if (!read.campaign().name().equals(name)) throw otherName(name);
              yield new Draft(name, read.definition(), body.text(), warnings, read);
            }
          };
        })
        .call(draft -> childrenExist(tenant, List.of(draft)));
  }

  /// Refuses if one of them cannot run a campaign that it names.
  private Uni<Void> childrenExist(Tenant tenant, List<Draft> drafts) {
    return children(tenant, drafts.stream().map(Draft::read).toList())
        .invoke(problems -> {
          if (!problems.isEmpty()) throw Refusals.invalid(problems);
        })
        .replaceWithVoid();
  }

  private Uni<List<Problem>> children(Tenant tenant, List<Document.OfCampaign> read) {
    Map<String, Campaign> given = new HashMap<>();
    for (Document.OfCampaign each : read) given.put(each.campaign().name(), each.campaign());
    return reachable(tenant, given, new HashSet<>(given.keySet()))
        .map(known ->
            read.stream()
                .flatMap(each ->
                    Children.problems(each.campaign().name(), each.children(), known).stream())
                .toList());
  }

  /// These campaigns and all that they run, in their newest versions.
  ///
  /// @param asked names that are known, or of no campaign
  private Uni<Map<String, Campaign>> reachable(
      Tenant tenant, Map<String, Campaign> known, Set<String> asked) {
    List<String> missing =
        known.values().stream()
            .flatMap(campaign -> Children.of(campaign).stream())
            .filter(asked::add)
            .toList();
    if (missing.isEmpty()) return Uni.createFrom().item(known);
    return Multi.createFrom()
        .iterable(missing)
        .onItem()
        .transformToUniAndConcatenate(name -> campaigns.latest(tenant.number(), name))
        .collect()
        .asList()
        .flatMap(found -> {
          Map<String, Campaign> more = new HashMap<>(known);
          for (Optional<Version> version : found)
            version.ifPresent(
                there -> more.put(there.campaign().name(), CampaignJson.read(there.definition())));
          return reachable(tenant, more, asked);
        });
  }

  /// A single declaration with the kind and name in the path.
  Uni<Declaration> declaration(Tenant tenant, Body body, String kind, String name) {
    return all(tenant, body)
        .map(given -> {
          if (given.declarations().size() != 1 || !given.campaigns().isEmpty())
            throw Refusals.invalid(
                new Problem("", 1, "must be one document of kind " + kind, List.of(kind)));
          Declaration read = given.declarations().getFirst();
          if (!read.kind().label().equals(kind))
            throw Refusals.invalid(
                new Problem("kind", 0, "is not the one in the path", List.of(kind)));
          if (!read.name().equals(name)) throw otherName(name);
          return read;
        });
  }

  private static RuntimeException otherName(String name) {
    return Refusals.invalid(
        new Problem("metadata.name", 0, "is not the one in the path", List.of(name)));
  }

  /// Any documents. What they declare must leave the tenant's active campaigns valid.
  Uni<All> all(Tenant tenant, Body body) {
    return readAll(tenant, body).call(given -> childrenExist(tenant, given.campaigns()));
  }

  private Uni<All> readAll(Tenant tenant, Body body) {
    return there(tenant)
        .flatMap(there -> {
          Schema now = there.schema();
          All first = read(body, now);
          if (first.declarations().isEmpty()) return Uni.createFrom().item(first);
          List<Asset> rest = otherThan(first.declarations(), there.assets());
          Schema others = there.schema(rest);
          All given = others.equals(now) ? first : read(body, others);
          Set<String> drafts =
              given.campaigns().stream().map(Draft::name).collect(Collectors.toSet());
          return leavesValid(tenant, now, others.with(given.declarations()), rest, drafts)
              .replaceWith(given);
        });
  }

  /// Refuses if an active campaign or another declaration needs this one.
  Uni<Void> without(Tenant tenant, String kind, String name) {
    return there(tenant)
        .flatMap(there -> {
          var rest = there.assets().stream().filter(asset -> !is(asset, kind, name)).toList();
          return leavesValid(tenant, there.schema(), there.schema(rest), rest, Set.of());
        });
  }

  /// Refuses if an active campaign or a declaration names this campaign.
  Uni<Void> withoutCampaign(Tenant tenant, String name) {
    return there(tenant)
        .flatMap(there -> {
          Map<String, Boolean> rest = new HashMap<>(there.campaigns());
          rest.remove(name);
          Schema after = new There(there.assets(), rest).schema();
          return campaigns
              .active(tenant.number())
              .emitOn(Infrastructure.getDefaultWorkerPool())
              .map(active -> {
                var problems = breaking(after, active, there.assets(), Set.of(name));
                // what is broken already is no reason to keep it
                problems.removeAll(breaking(there.schema(), active, there.assets(), Set.of(name)));
                problems.addAll(naming(active, name));
                return problems;
              });
        })
        .invoke(problems -> {
          if (!problems.isEmpty()) throw Refusals.invalid(problems);
        })
        .replaceWithVoid();
  }

  /// What a step names is not checked with its document: the campaign may come after it.
  private static List<Problem> naming(List<Version> active, String name) {
    List<Problem> problems = new ArrayList<>();
    for (Version version : active) {
      String user = version.campaign().name();
      if (user.equals(name)) continue;
      var flow = CampaignJson.read(version.definition()).flow();
      for (String action : NAMING)
        if (Flow.named(flow, action).contains(name))
          problems.add(
              new Problem("", 0, "active campaign " + user + " names it in " + action, List.of()));
    }
    return problems;
  }

  /// What is wrong with a version by what the tenant declares today.
  Uni<List<Problem>> problems(Tenant tenant, Version version) {
    return there(tenant)
        .flatMap(there ->
            switch (reread(version.source(), there.schema())) {
              case ReadResult.Errors<Document.OfCampaign>(List<Problem> problems) ->
                  Uni.createFrom().item(problems);
              case ReadResult.Ok<Document.OfCampaign>(var read, List<Problem> warnings) ->
                  children(tenant, List.of(read));
            });
  }

  private static boolean is(Asset asset, String kind, String name) {
    return asset.kind().equals(kind) && asset.name().equals(name);
  }

  private static List<Asset> otherThan(List<Declaration> given, List<Asset> assets) {
    return assets.stream()
        .filter(
            asset -> given.stream().noneMatch(each -> is(asset, each.kind().label(), each.name())))
        .toList();
  }

  /// What a tenant's documents may name.
  ///
  /// @param campaigns as [Schema#campaigns]
  private record There(List<Asset> assets, Map<String, Boolean> campaigns) {
    Schema schema() {
      return schema(assets);
    }

    /// With these assets alone.
    Schema schema(List<Asset> others) {
      return Declared.schema(others).withCampaigns(campaigns);
    }
  }

  private Uni<There> there(Tenant tenant) {
    return Uni.combine()
        .all()
        .unis(campaigns.assets(tenant.number()), campaigns.everyTime(tenant.number()))
        .with(There::new)
        .emitOn(Infrastructure.getDefaultWorkerPool());
  }

  private static All read(Body body, Schema schema) {
    return switch (DocumentReader.read(body.text(), body.json(), schema)) {
      case ReadResult.Errors<List<Document>>(List<Problem> problems) ->
          throw Refusals.invalid(problems);
      case ReadResult.Ok<List<Document>>(List<Document> documents, List<Problem> warnings) ->
          all(body, documents, warnings);
    };
  }

  private static All all(Body body, List<Document> documents, List<Problem> warnings) {
    var declarations = new ArrayList<Declaration>();
    var drafts = new ArrayList<Draft>();
    Map<String, String> sources = body.json() ? Map.of() : sources(body.text());
    for (Document document : documents) {
      switch (document) {
        case Document.OfDeclaration(Declaration declaration) -> declarations.add(declaration);
        case Document.OfCampaign read -> {
          String name = read.campaign().name();
          String source = sources.getOrDefault(name, body.text());
          drafts.add(new Draft(name, read.definition(), source, List.of(), read));
        }
      }
    }
    return new All(declarations, drafts, warnings);
  }

  /// Campaigns of a file by name, each with its own document.
  private static Map<String, String> sources(String file) {
    return switch (SourceDocument.read(file)) {
      case ReadResult.Errors<?>(List<Problem> problems) ->
          throw new IllegalStateException("read before, and now: " + problems);
      case ReadResult.Ok<List<SourceDocument>>(List<SourceDocument> documents, var warnings) ->
          documents.stream()
              .filter(document -> document.kind().equals(DocumentReader.CAMPAIGN))
              .collect(Collectors.toMap(SourceDocument::name, SourceDocument::text));
    };
  }

  /// @param kept assets that stay as they are
  /// @param replaced names of campaigns that do not
  private Uni<Void> leavesValid(
      Tenant tenant, Schema before, Schema after, List<Asset> kept, Set<String> replaced) {
    if (covers(before, after)) return Uni.createFrom().voidItem();
    return campaigns
        .active(tenant.number())
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(active -> {
          List<Problem> problems = breaking(after, active, kept, replaced);
          if (!problems.isEmpty()) throw Refusals.invalid(problems);
        })
        .replaceWithVoid();
  }

  private static List<Problem> breaking(
      Schema after, List<Version> active, List<Asset> kept, Set<String> replaced) {
    List<Problem> problems = new ArrayList<>();
    for (Asset asset : kept)
      for (Problem problem : problems(asset, after))
        problems.add(inUse(asset.kind() + " " + asset.name(), problem));
    for (Version version : active)
      if (!replaced.contains(version.campaign().name()))
        for (Problem problem : problems(version.source(), after))
          problems.add(inUse("active campaign " + version.campaign().name(), problem));
    return problems;
  }

  /// Nothing that was there is gone or different, so that nothing can break.
  private static boolean covers(Schema before, Schema after) {
    return after.fields().entrySet().containsAll(before.fields().entrySet())
        && after.eventTypes().equals(before.eventTypes())
        && after.assets().declared().entrySet().containsAll(before.assets().declared().entrySet());
  }

  private static Problem inUse(String user, Problem problem) {
    return new Problem(
        "", 0, user + " would break at " + problem.path() + ": " + problem.message(), List.of());
  }

  /// A stored declaration is read again as it is shown.
  private static List<Problem> problems(Asset asset, Schema schema) {
    if (!Declaration.Kind.of(asset.kind()).orElseThrow().refers()) return List.of();
    byte[] shown =
        Json.write(
            Map.of(
                "apiVersion", VERSION,
                "kind", asset.kind(),
                "metadata", Map.of("name", asset.name()),
                "spec", asset.spec()));
    String text = new String(shown, StandardCharsets.UTF_8);
    return DocumentReader.read(text, true, schema) instanceof ReadResult.Errors<?>(var problems)
        ? problems
        : List.of();
  }

  private static List<Problem> problems(String source, Schema schema) {
    return reread(source, schema) instanceof ReadResult.Errors<?>(List<Problem> problems)
        ? problems
        : List.of();
  }

  private static ReadResult<Document.OfCampaign> reread(String source, Schema schema) {
    boolean json = source.stripLeading().startsWith("{");
    var result = CampaignReader.read(source, json, schema);
    if (json && result instanceof ReadResult.Errors<?>)
      result = CampaignReader.read(source, false, schema); // a flow mapping is YAML, too
    return result;
  }
}
