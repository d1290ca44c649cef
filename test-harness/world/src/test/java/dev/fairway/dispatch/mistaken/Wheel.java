package dev.fairway.dispatch.mistaken;

/// Known by another function, which is wrong on purpose.
public final class Wheel {}
