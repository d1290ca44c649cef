package dev.fairway.steps.scoring;

import dev.fairway.model.Memberships.Kind;
import dev.fairway.model.campaign.Declaration.Segmentation;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Puts the lead into a segment by hand.
@Singleton
public final class SegmentChange implements DatabaseAction {
  private static final Placement PLACEMENT =
      new Placement(Kind.SEGMENTS, "segmentation", "segment", "person.segmentChanged");

  @Override
  public String name() {
    return "segment.change";
  }

  @Override
  public StepResult decide(StepContext step) {
    Segmentation segmentation = step.assets().segmentation(step.with().text("segmentation"));
    return segmentation.segments().stream().anyMatch(segment -> segment.filters().isPresent())
        ? new StepResult.Failed("segmentation " + segmentation.name() + " goes by rules")
        : PLACEMENT.to(step, step.with().text("segment"));
  }
}
