package dev.fairway.model.campaign;

/// Types of declared fields.
public enum FieldType {
  STRING("string"),
  TEXT("text"),
  INTEGER("integer"),
  FLOAT("float"),
  SCORE("score"),
  BOOLEAN("boolean"),
  DATE("date"),
  DATETIME("datetime"),
  EMAIL("email"),
  PHONE("phone"),
  URL("url"),
  STRINGS("string[]");

  private final String label;

  FieldType(String label) {
    this.label = label;
  }

  /// As campaign files write it.
  public String label() {
    return label;
  }
}
