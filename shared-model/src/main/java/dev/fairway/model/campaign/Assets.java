package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Declaration.Asset;
import dev.fairway.model.campaign.Declaration.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Declarations that steps name: all of a tenant, or those of one campaign as they were when it was
/// saved.
///
/// @param declared by kind and name, as `Program webinar`
public record Assets(Map<String, Asset> declared) {
  public static final Assets NONE = new Assets(Map.of());

  /// These, and `more` instead of those of the same kind and name.
  public Assets with(Collection<? extends Asset> more) {
    Map<String, Asset> all = new TreeMap<>(declared);
    for (Asset asset : more) all.put(key(asset.kind(), asset.name()), asset);
    return new Assets(all);
  }

  private static String key(Kind kind, String name) {
    return kind.label() + " " + name;
  }

  public Optional<Asset> find(Kind kind, String name) {
    return Optional.ofNullable(declared.get(key(kind, name)));
  }

  public List<String> names(Kind kind) {
    return declared.values().stream()
        .filter(asset -> asset.kind() == kind)
        .map(Declaration::name)
        .toList();
  }

  /// @throws IllegalStateException if it is not here: a checked campaign has all that its steps
  ///   name
  public Declaration.Program program(String name) {
    return get(Kind.PROGRAM, name, Declaration.Program.class);
  }

  /// As [#program].
  public Declaration.StageModel stageModel(String name) {
    return get(Kind.STAGE_MODEL, name, Declaration.StageModel.class);
  }

  /// As [#program].
  public Declaration.Segmentation segmentation(String name) {
    return get(Kind.SEGMENTATION, name, Declaration.Segmentation.class);
  }

  /// As [#program].
  public Declaration.Account account(String name) {
    return get(Kind.ACCOUNT, name, Declaration.Account.class);
  }

  /// As [#program].
  public Declaration.Fieldset fieldset(String name) {
    return get(Kind.FIELDSET, name, Declaration.Fieldset.class);
  }

  /// As [#program]; those of a pool that a step names are here, too.
  public Declaration.User user(String name) {
    return get(Kind.USER, name, Declaration.User.class);
  }

  /// As [#program].
  public Declaration.UserPool pool(String name) {
    return get(Kind.POOL, name, Declaration.UserPool.class);
  }

  /// As [#program].
  public Declaration.ObjectType objectType(String name) {
    return get(Kind.OBJECT_TYPE, name, Declaration.ObjectType.class);
  }

  /// As [#program]; those that steps run stand in the campaign already, and are not here.
  public Declaration.SubFlow flow(String name) {
    return get(Kind.FLOW, name, Declaration.SubFlow.class);
  }

  private <T extends Asset> T get(Kind kind, String name, Class<T> type) {
    return find(kind, name)
        .map(type::cast)
        .orElseThrow(() -> new IllegalStateException("no " + kind.label() + " " + name + " here"));
  }
}
