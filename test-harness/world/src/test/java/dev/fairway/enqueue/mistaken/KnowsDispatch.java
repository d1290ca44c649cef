package dev.fairway.enqueue.mistaken;

import dev.fairway.dispatch.mistaken.Wheel;
import dev.fairway.model.mistaken.TellsTime;

/// Wrong on purpose: a function that knows another, and a model that knows this one.
public final class KnowsDispatch {
  public static final String NAME = "dispatch";

  public Wheel wheel() {
    return new Wheel();
  }

  public Object time() {
    return TellsTime.time();
  }
}
