package dev.fairway.model;

/// How an event names its lead.
public sealed interface LeadRef {
  record ById(String id) implements LeadRef {}

  /// An address nobody has yet names a new lead whose id is the address in lower case.
  record ByEmail(String email) implements LeadRef {}

  /// What advisory locks and lookups use.
  default String key() {
    return switch (this) {
      case ById(String id) -> id;
      case ByEmail(String email) -> email.toLowerCase(java.util.Locale.ROOT);
    };
  }
}
