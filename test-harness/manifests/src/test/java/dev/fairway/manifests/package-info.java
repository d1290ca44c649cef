/// Checks the manifests without a cluster, in four layers: YAML, types, what webhooks refuse, and
/// what holds across files. It reads what kustomize would make of base, overlays and components.
@NullMarked
package dev.fairway.manifests;

import org.jspecify.annotations.NullMarked;
