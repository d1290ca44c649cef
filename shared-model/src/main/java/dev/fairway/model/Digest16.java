package dev.fairway.model;

/// The first 128 bits of an event's SHA-256.
public record Digest16(long high, long low) {}
