package dev.fairway.world.fair;

/// One line of a trace. Tasks of one `at` are submitted in the order of the trace.
///
/// @param at milliseconds since the start
/// @param key the lead: tasks of one key run one after another, in the order of the trace
public record Task(long at, String id, String tenant, String key, long serviceMs) {}
