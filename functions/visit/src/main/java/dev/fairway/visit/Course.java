package dev.fairway.visit;

import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The steps that a task can go to: those of its campaign, and of the children that it runs right
/// now, which stand inside the steps that run them.
final class Course {
  /// Children inside one another.
  static final int MAX_DEPTH = 3;

  private final Campaign root;
  private final FlowMemory memory;
  private final List<Frame> frames;
  private final List<Campaign> children;
  private Campaign whole;

  /// @param children the campaigns of the memory's frames
  Course(Campaign root, FlowMemory memory, List<Campaign> children) {
    this.root = root;
    this.memory = memory;
    this.frames = new ArrayList<>(memory.frames());
    this.children = new ArrayList<>(children);
    this.whole = inside();
  }

  private Campaign inside() {
    List<Step> all = root.flow();
    for (int i = 0; i < frames.size(); i++)
      all = Flow.embed(all, frames.get(i).step(), children.get(i).flow());
    return frames.isEmpty() ? root : root.with(all);
  }

  /// The campaign with its children inside.
  Campaign whole() {
    return whole;
  }

  /// The campaign whose steps are being executed.
  Campaign owner() {
    return children.isEmpty() ? root : children.getLast();
  }

  /// The innermost child.
  Optional<Frame> frame() {
    return frames.isEmpty() ? Optional.empty() : Optional.of(frames.getLast());
  }

  boolean full() {
    return frames.size() >= MAX_DEPTH;
  }

  /// What the steps at hand see of it.
  Scope see(Scope scope) {
    Scope seen = scope;
    for (int i = 0; i < frames.size(); i++) seen = seen.in(children.get(i), frames.get(i).parent());
    return seen;
  }

  /// @return the child's first step
  String enter(Frame frame, Campaign child) {
    frames.add(frame);
    children.add(child);
    memory.frames(frames);
    whole = inside();
    return frame.step() + "/" + child.flow().getFirst().id();
  }

  /// The task goes on there, which may be behind a child.
  void to(String step) {
    int before = frames.size();
    while (!frames.isEmpty() && !frames.getLast().holds(step)) {
      frames.removeLast();
      children.removeLast();
    }
    if (frames.size() == before) return;
    memory.frames(frames);
    whole = inside();
  }
}
