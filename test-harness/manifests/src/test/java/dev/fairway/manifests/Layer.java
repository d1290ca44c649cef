package dev.fairway.manifests;

/// Where a mistake is found. YAML and types are looked at first; the rest only where both are
/// right.
enum Layer {
  YAML,
  TYPE,
  WEBHOOK,
  ACROSS
}
