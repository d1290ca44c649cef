package dev.fairway.model.mistaken;

/// Wrong on purpose: a name that says nothing.
public final class ModelManager {}
