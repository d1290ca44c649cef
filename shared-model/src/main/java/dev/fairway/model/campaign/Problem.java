package dev.fairway.model.campaign;

import java.util.List;

/// One thing wrong with what somebody sent.
///
/// @param path where, as `spec.flow[1].with.value`
/// @param line 1-based line of the source; 0 if there is no source text
/// @param message what is wrong, and the nearest name where one was meant
/// @param allowed what may stand there; empty if that is no list
public record Problem(String path, int line, String message, List<String> allowed) {}
