package dev.fairway.world.fair;

import org.jspecify.annotations.Nullable;

/// One attempt of one task, as the runner saw it. Times are milliseconds since the epoch.
///
/// @param enqueued when its submission was acknowledged
/// @param dispatched grows in the order in which the runner handed tasks to slots
/// @param ended null: somebody killed it
public record Execution(
    String id,
    String tenant,
    String key,
    double enqueued,
    long dispatched,
    double started,
    @Nullable Double ended,
    int attempt) {}
