package dev.fairway.language;

import dev.fairway.model.campaign.ActionSpec.ParameterType;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Declaration.Asset;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Reference;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads parameters and rules that name what the tenant declares, and gathers it for the campaign,
/// as it does what expressions and tokens name.
final class ReferenceReader {
  private final Assets declared;
  private final List<Asset> named = new ArrayList<>();
  private final Map<String, FieldType> company = new TreeMap<>();

  ReferenceReader(Assets declared) {
    this.declared = declared;
  }

  /// What was named so far.
  Assets named() {
    return Assets.NONE.with(named);
  }

  /// Fields of companies that were named so far, as [Campaign#fields] has them.
  Map<String, FieldType> company() {
    return company;
  }

  /// @param beside the step's parameters, of which one may say in which declaration to look; one
  ///   that is missing or unknown has its own problem
  Optional<String> read(ParameterType type, Place place, Map<String, Place> beside) {
    Optional<String> name = place.name("a " + type.label());
    if (name.isEmpty()) return name;
    return switch (type.reference().orElseThrow()) {
      case Reference.Whole(Kind kind) -> whole(type, kind, place, name.get());
      case Reference.Part part ->
          find(part.kind(), beside.get(part.beside()))
              .map(owner -> part(type, place, name.get(), owner, part.parts().apply(owner)))
              .orElse(name);
    };
  }

  private Optional<String> whole(ParameterType type, Kind kind, Place place, String name) {
    Optional<Asset> asset = declared.find(kind, name);
    if (asset.isEmpty()) place.unknown(type.label(), name, declared.names(kind));
    asset.ifPresent(this::note);
    return asset.map(Declaration::name);
  }

  /// What an expression asks about.
  ExpressionReader.Checked note(ExpressionReader.Checked checked) {
    named.addAll(checked.named());
    checked
        .expression()
        .uses()
        .forEach((name, type) -> {
          if (name.startsWith(Campaign.COMPANY)) company.put(name, type);
        });
    return checked;
  }

  /// A pool comes with its users; the steps of a flow go where it is run.
  private void note(Asset asset) {
    if (asset instanceof Declaration.SubFlow) return;
    named.add(asset);
    if (asset instanceof Declaration.UserPool pool)
      for (String user : pool.users()) declared.find(Kind.USER, user).ifPresent(named::add);
  }

  private static Optional<String> part(
      ParameterType type, Place place, String name, Asset owner, List<String> parts) {
    if (parts.contains(name)) return Optional.of(name);
    place.unknown(type.label() + " of " + owner.name(), name, parts);
    return Optional.empty();
  }

  private Optional<Asset> find(Kind kind, @Nullable Place name) {
    return Place.scalar(name).flatMap(text -> declared.find(kind, text));
  }

  /// A text whose tokens are right.
  void companyTokens(String text, Schema.Names names) {
    for (String field : Tokens.companyFields(text)) {
      FieldType type = names.company().get(field.substring(Campaign.COMPANY.length()));
      if (type != null) company.put(field, type);
    }
  }

  /// Of the object type that `object` names.
  Optional<Map<String, FieldType>> objectFields(Map<String, Place> beside) {
    return find(Kind.OBJECT_TYPE, beside.get("object"))
        .map(Declaration.ObjectType.class::cast)
        .map(Declaration.ObjectType::fields);
  }

  /// The flow that a parameter names.
  Optional<Declaration.SubFlow> flow(Place name) {
    return find(Kind.FLOW, name).map(Declaration.SubFlow.class::cast);
  }

  /// The type of the member data that `attribute` of `program` names.
  Optional<FieldType> memberData(Map<String, Place> beside) {
    return find(Kind.PROGRAM, beside.get("program"))
        .filter(Declaration.Program.class::isInstance)
        .map(Declaration.Program.class::cast)
        .flatMap(program ->
            Place.scalar(beside.get("attribute")).map(name -> program.memberData().get(name)));
  }
}
