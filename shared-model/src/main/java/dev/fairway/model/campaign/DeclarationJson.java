package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Declaration.Account;
import dev.fairway.model.campaign.Declaration.EventType;
import dev.fairway.model.campaign.Declaration.Fields;
import dev.fairway.model.campaign.Declaration.Fieldset;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.Declaration.LeadList;
import dev.fairway.model.campaign.Declaration.ObjectType;
import dev.fairway.model.campaign.Declaration.Program;
import dev.fairway.model.campaign.Declaration.Segment;
import dev.fairway.model.campaign.Declaration.Segmentation;
import dev.fairway.model.campaign.Declaration.StageModel;
import dev.fairway.model.campaign.Declaration.Status;
import dev.fairway.model.campaign.Declaration.SubFlow;
import dev.fairway.model.campaign.Declaration.User;
import dev.fairway.model.campaign.Declaration.UserPool;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// The stored bodies of declarations. What is empty is left out.
final class DeclarationJson {
  private DeclarationJson() {}

  static Map<String, Object> write(Declaration declaration) {
    Map<String, Object> json = new LinkedHashMap<>();
    switch (declaration) {
      case Fields fields -> json.putAll(CampaignJson.labels(fields.fields()));
      case EventType type -> {
        json.put("data", CampaignJson.labels(type.data()));
        if (!type.activity()) json.put("activity", false);
      }
      case LeadList list -> put(json, "description", list.description());
      case Program program -> {
        put(json, "channel", program.channel());
        json.put("statuses", program.statuses().stream().map(DeclarationJson::status).toList());
        if (!program.memberData().isEmpty())
          json.put("memberData", CampaignJson.labels(program.memberData()));
        put(json, "streams", program.streams());
        if (!program.tokens().isEmpty()) json.put("tokens", tokens(program.tokens()));
      }
      case StageModel model -> json.put("stages", model.stages());
      case Segmentation segmentation ->
          json.put(
              "segments", segmentation.segments().stream().map(DeclarationJson::segment).toList());
      case Account account -> {
        put(json, "name", account.label());
        put(json, "domain", account.domain());
      }
      case Fieldset fieldset -> json.put("fields", fieldset.fields());
      case User user -> {
        json.put("email", user.email());
        put(json, "name", user.label());
      }
      case UserPool pool -> json.put("users", pool.users());
      case ObjectType type -> {
        put(json, "key", type.key());
        json.put("fields", CampaignJson.labels(type.fields()));
      }
      case SubFlow flow -> json.put("flow", flow.steps());
    }
    return json;
  }

  private static void put(Map<String, Object> json, String key, String text) {
    if (!text.isEmpty()) json.put(key, text);
  }

  private static void put(Map<String, Object> json, String key, Collection<String> names) {
    if (!names.isEmpty()) json.put(key, names);
  }

  /// As authors write them: `my.rep`.
  private static Map<String, Object> tokens(Map<String, String> tokens) {
    Map<String, Object> json = new TreeMap<>();
    tokens.forEach((name, value) -> json.put("my." + name, value));
    return json;
  }

  private static Map<String, String> readTokens(Map<String, String> json) {
    Map<String, String> tokens = new TreeMap<>();
    json.forEach((name, value) -> tokens.put(name.substring("my.".length()), value));
    return tokens;
  }

  private static Object status(Status status) {
    if (!status.success()) return status.name();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", status.name());
    json.put("success", true);
    return json;
  }

  private static Map<String, Object> segment(Segment segment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("segment", segment.name());
    segment.filters().ifPresent(filters -> json.put("filters", CampaignJson.filters(filters)));
    return json;
  }

  static Declaration read(String kind, String name, Map<?, ?> spec) {
    Definition json = new Definition(spec);
    return switch (Kind.of(kind).orElseThrow(() -> Definition.bad("kind " + kind))) {
      case FIELDS -> new Fields(name, json.types());
      case EVENT_TYPE -> new EventType(name, json.types("data"), !json.isFalse("activity"));
      case LIST -> new LeadList(name, json.textOrEmpty("description"));
      case PROGRAM ->
          new Program(
              name,
              json.textOrEmpty("channel"),
              json.values("statuses").stream().map(DeclarationJson::readStatus).toList(),
              json.find("memberData").map(Definition::types).orElse(Map.of()),
              json.strings("streams"),
              json.has("tokens") ? readTokens(json.texts("tokens")) : Map.of());
      case STAGE_MODEL -> new StageModel(name, json.strings("stages"));
      case SEGMENTATION ->
          new Segmentation(name, json.each("segments", DeclarationJson::readSegment));
      case ACCOUNT -> new Account(name, json.textOrEmpty("name"), json.textOrEmpty("domain"));
      case FIELDSET -> new Fieldset(name, json.strings("fields"));
      case USER -> new User(name, json.text("email"), json.textOrEmpty("name"));
      case POOL -> new UserPool(name, json.strings("users"));
      case OBJECT_TYPE -> new ObjectType(name, json.textOrEmpty("key"), json.types("fields"));
      case FLOW -> new SubFlow(name, json.values("flow"));
    };
  }

  private static Status readStatus(Object written) {
    return written instanceof Map<?, ?> map
        ? new Status(new Definition(map).text("name"), true)
        : new Status(written.toString(), false);
  }

  private static Segment readSegment(Definition json) {
    return new Segment(json.text("segment"), json.find("filters").map(CampaignJson::readFilters));
  }
}
