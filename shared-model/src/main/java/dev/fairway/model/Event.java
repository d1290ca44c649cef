package dev.fairway.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A CloudEvent of a marketing system, already valid.
///
/// @param subject the lead's id
/// @param depth how many campaigns stand between it and the outside
/// @param extensions every other extension attribute, as text
/// @param data the JSON object; another JSON value stands under "value"; values are String, Long,
///   Double, Boolean, List, Map or (inside) null
public record Event(
    String source,
    String id,
    String type,
    Optional<String> subject,
    Optional<Instant> time,
    Optional<Instant> expiry,
    int depth,
    Optional<String> traceparent,
    Map<String, String> extensions,
    Map<String, Object> data) {}
