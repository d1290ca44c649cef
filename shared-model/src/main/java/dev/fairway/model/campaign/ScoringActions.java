package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.optional;
import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.required;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.COMPANY_SCORE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.INTEGER;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.SCORE_CHANGE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.SCORE_FIELD;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.SEGMENT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.SEGMENTATION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STAGE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STAGE_MODEL;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TEXT;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec.Meaning;
import java.util.List;

/// Family F2: scores, moments, stages and segments.
final class ScoringActions {
  static final List<ActionSpec> ALL =
      List.of(
          ActionSpec.of(
              "score.change",
              Family.SCORING,
              Priority.LOW,
              Meaning.of("Change a score of the lead.")
                  .marketo("Change Score")
                  .changes("the score field")
                  .emits("person.scoreChanged")
                  .skips("unchanged"),
              required("score", SCORE_FIELD, "the score field"),
              required("change", SCORE_CHANGE, "+5 or -5 adds, =5 or =-5 sets"),
              optional("min", INTEGER, "the score does not go below"),
              optional("max", INTEGER, "the score does not go above")),
          ActionSpec.of(
              "score.reset",
              Family.SCORING,
              Priority.LOW,
              Meaning.of("Set a score of the lead to 0.")
                  .changes("the score field")
                  .emits("person.scoreChanged")
                  .skips("unchanged"),
              required("score", SCORE_FIELD, "the score field")),
          ActionSpec.of(
              "score.company",
              Family.SCORING,
              Priority.LOW,
              Meaning.of("Change a score of the lead's company.")
                  .changes("the company")
                  .emits("company.scoreChanged")
                  .skips("unchanged", "the lead has no company"),
              required("score", COMPANY_SCORE, "the score field"),
              required("change", SCORE_CHANGE, "+5 or -5 adds, =5 or =-5 sets"),
              optional("min", INTEGER, "the score does not go below"),
              optional("max", INTEGER, "the score does not go above")),
          ActionSpec.of(
              "moment.add",
              Family.SCORING,
              Priority.NORMAL,
              Meaning.of("Record an interesting moment of the lead.")
                  .marketo("Interesting Moment")
                  .emits("person.interestingMoment"),
              required("type", TEXT, "its kind, such as Web or Milestone"),
              required("description", TEXT, "one line for the sales team")),
          ActionSpec.of(
              "stage.change",
              Family.SCORING,
              Priority.NORMAL,
              Meaning.of("Move the lead to a stage of a model; it is in one of each.")
                  .marketo("Change Revenue Stage")
                  .changes("its stage in the model")
                  .emits("person.stageChanged")
                  .skips("unchanged"),
              required("model", STAGE_MODEL, "the stage model"),
              required("stage", STAGE, "its new stage")),
          ActionSpec.of(
              "segment.change",
              Family.SCORING,
              Priority.NORMAL,
              Meaning.of("Put the lead into a segment; it is in one of each segmentation.")
                  .changes("its segment in the segmentation, which must not go by rules")
                  .emits("person.segmentChanged")
                  .skips("unchanged"),
              required("segmentation", SEGMENTATION, "the segmentation"),
              required("segment", SEGMENT, "its new segment")));

  private ScoringActions() {}
}
