package dev.fairway.manifests;

/// @param place `file:line`, and of what is no file's alone the name of the installation
record Finding(Layer layer, String place, String message) {
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
