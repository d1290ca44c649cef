package dev.fairway.model.campaign;

import dev.fairway.model.Memberships;
import dev.fairway.model.campaign.ActionSpec.ParameterType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Rules over what a lead is a member of, each under a key of its own that names the declaration.
public enum MembershipRule {
  LIST(Memberships.Kind.LISTS, ParameterType.LIST),
  PROGRAM(
      Memberships.Kind.PROGRAMS,
      ParameterType.PROGRAM,
      new Place("status", false, ParameterType.PROGRAM_STATUS)),
  STAGE(
      Memberships.Kind.STAGES,
      ParameterType.STAGE_MODEL,
      new Place("value", true, ParameterType.STAGE)),
  SEGMENT(
      Memberships.Kind.SEGMENTS,
      ParameterType.SEGMENTATION,
      new Place("value", true, ParameterType.SEGMENT)),
  ACCOUNT(Memberships.Kind.ACCOUNTS, ParameterType.ACCOUNT);

  /// Where in it the lead is: one of those that the rule names under this key.
  ///
  /// @param type what they must be
  public record Place(String key, boolean required, ParameterType type) {}

  private final Memberships.Kind kind;
  private final ParameterType type;
  private final Optional<Place> place;

  MembershipRule(Memberships.Kind kind, ParameterType type) {
    this.kind = kind;
    this.type = type;
    this.place = Optional.empty();
  }

  MembershipRule(Memberships.Kind kind, ParameterType type, Place place) {
    this.kind = kind;
    this.type = type;
    this.place = Optional.of(place);
  }

  /// The key that names the declaration.
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public Memberships.Kind kind() {
    return kind;
  }

  /// What the rule must name.
  public ParameterType type() {
    return type;
  }

  /// Of the entry: the one that says where in it the lead is.
  String attribute() {
    return switch (this) {
      case PROGRAM -> "status";
      case STAGE -> "stage";
      case SEGMENT -> "segment";
      case LIST, ACCOUNT -> throw new IllegalStateException(key() + " has no places");
    };
  }

  public Optional<Place> place() {
    return place;
  }

  /// What `is` may say; the last one turns the rule round.
  public List<String> words() {
    return place.filter(Place::required).isPresent()
        ? List.of("not")
        : List.of("member", "not member");
  }

  public static Optional<MembershipRule> of(String key) {
    return Arrays.stream(values()).filter(rule -> rule.key().equals(key)).findFirst();
  }
}
