package dev.fairway.language;

import dev.fairway.language.Place.Findings;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Declaration.Fields;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.Parameters;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads a file of one or more documents. Declarations hold for the whole file, wherever they stand
/// in it.
public final class DocumentReader {
  public static final String API_VERSION = "fairway.dev/v1";
  public static final String CAMPAIGN = "Campaign";
  static final List<String> KINDS =
      Stream.concat(Stream.of(CAMPAIGN), Kind.labels().stream()).toList();

  /// Characters of a file.
  static final int MAX_SOURCE = 1_000_000;

  private static final List<String> TOP = List.of("apiVersion", "kind", "metadata", "spec");
  private static final Pattern EVENT_TYPE = Pattern.compile("[!-~]{1,200}");

  private DocumentReader() {}

  /// @param json one document in JSON instead of YAML
  /// @param schema what the tenant declares so far
  public static ReadResult<List<Document>> read(String source, boolean json, Schema schema) {
    return read(source, json, schema, Catalogue.STANDARD);
  }

  static ReadResult<List<Document>> read(
      String source, boolean json, Schema schema, Catalogue catalogue) {
    if (source.length() > MAX_SOURCE) return failed("longer than " + MAX_SOURCE + " characters", 0);
    try {
      List<Tree> trees = json ? JsonSource.documents(source) : YamlSource.documents(source);
      if (trees.isEmpty()) return failed("the file is empty", 1);
      return read(trees, schema, catalogue);
    } catch (Tree.Unreadable e) {
      return failed(String.valueOf(e.getMessage()), e.line());
    }
  }

  private static ReadResult<List<Document>> failed(String message, int line) {
    return new ReadResult.Errors<>(List.of(new Problem("", line, message, List.of())));
  }

  private static ReadResult<List<Document>> read(
      List<Tree> trees, Schema schema, Catalogue catalogue) {
    Findings findings = new Findings();
    List<Envelope> envelopes = new ArrayList<>();
    for (int i = 0; i < trees.size(); i++) {
      String path = trees.size() == 1 ? "" : "[" + i + "]";
      envelope(new Place(path, trees.get(i), findings)).ifPresent(envelopes::add);
    }
    refuseTwins(envelopes);
    List<Declaration> plain = declarations(envelopes, false, schema);
    Schema known = schema.with(plain).withCampaigns(campaigns(envelopes));
    List<Declaration> referring = declarations(envelopes, true, known);
    Schema whole = known.with(referring);
    List<Document> documents = new ArrayList<>();
    plain.forEach(each -> documents.add(new Document.OfDeclaration(each)));
    referring.forEach(each -> documents.add(new Document.OfDeclaration(each)));
    for (Envelope envelope : envelopes)
      if (envelope.kind().equals(Kind.FLOW.label()))
        SpecReader.check(envelope.name(), envelope.spec(), whole, catalogue);
    for (Envelope envelope : envelopes)
      if (envelope.kind().equals(CAMPAIGN))
        SpecReader.read(envelope.name(), envelope.program(), envelope.spec(), whole, catalogue)
            .ifPresent(documents::add);
    if (findings.problems().isEmpty()) return new ReadResult.Ok<>(documents, findings.warnings());
    return new ReadResult.Errors<>(
        findings.problems().stream().sorted(Comparator.comparingInt(Problem::line)).toList());
  }

  /// Those of the file: true if a lead may enter every time.
  private static Map<String, Boolean> campaigns(List<Envelope> envelopes) {
    Map<String, Boolean> campaigns = new HashMap<>();
    for (Envelope envelope : envelopes)
      if (envelope.kind().equals(CAMPAIGN) && envelope.spec().isMap())
        campaigns.put(
            envelope.name(),
            Place.scalar(envelope.spec().entries().get("qualification"))
                .filter("every"::equals)
                .isPresent());
    return campaigns;
  }

  /// @param program that a campaign belongs to
  private record Envelope(
      String kind, String name, Place at, Optional<Place> program, Place spec) {}

  private static Optional<Envelope> envelope(Place place) {
    Map<String, Place> top = place.entries(TOP);
    place
        .required(top, "apiVersion")
        .ifPresent(version -> version.oneOf("apiVersion", List.of(API_VERSION)));
    Optional<String> kind = place.required(top, "kind").flatMap(each -> each.oneOf("kind", KINDS));
    Optional<Place> spec = place.required(top, "spec");
    Optional<Place> metadata = place.required(top, "metadata");
    List<String> keys =
        kind.equals(Optional.of(CAMPAIGN)) ? List.of("name", "program") : List.of("name");
    Map<String, Place> about = metadata.map(each -> each.entries(keys)).orElse(Map.of());
    Optional<Place> name = metadata.flatMap(each -> each.required(about, "name"));
    if (kind.isEmpty() || spec.isEmpty()) return Optional.empty();
    String named = name.flatMap(each -> name(kind.get(), each)).orElse("");
    return Optional.of(
        new Envelope(
            kind.get(),
            named,
            name.orElse(place),
            Optional.ofNullable(about.get("program")),
            spec.get()));
  }

  private static Optional<String> name(String kind, Place place) {
    if (kind.equals(Kind.FIELDS.label()))
      return place.oneOf("name of Fields", List.of(Fields.LEAD, Fields.COMPANY));
    Optional<String> name = place.text();
    if (name.isEmpty()) return name;
    boolean type = kind.equals(Kind.EVENT_TYPE.label());
    if (type && !EVENT_TYPE.matcher(name.get()).matches())
      place.problem("\"" + name.get() + "\" is no event type: 1 to 200 printable characters");
    if (!type && !Parameters.NAME.matcher(name.get()).matches())
      place.problem("\"" + name.get() + "\" is no name: 1 to 80 of a-z, 0-9 and -");
    return name;
  }

  private static void refuseTwins(List<Envelope> envelopes) {
    Map<String, Integer> seen = new HashMap<>();
    for (Envelope envelope : envelopes) {
      Integer first =
          seen.putIfAbsent(envelope.kind() + " " + envelope.name(), envelope.at().tree().line());
      if (first != null)
        envelope
            .at()
            .problem(envelope.kind() + " \"" + envelope.name() + "\" is already on line " + first);
    }
  }

  /// @param refers read those that name others, or those that do not; the steps of flows, which
  ///   name each other as well, are read when all is known
  private static List<Declaration> declarations(
      List<Envelope> envelopes, boolean refers, Schema schema) {
    List<Declaration> declarations = new ArrayList<>();
    for (Envelope envelope : envelopes)
      Kind.of(envelope.kind())
          .filter(kind -> (kind.refers() && kind != Kind.FLOW) == refers)
          .map(kind -> DeclarationReader.read(kind, envelope.name(), envelope.spec(), schema))
          .ifPresent(declarations::add);
    return declarations;
  }
}
