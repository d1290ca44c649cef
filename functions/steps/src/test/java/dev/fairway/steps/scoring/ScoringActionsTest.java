package dev.fairway.steps.scoring;

import dev.fairway.actions.ActionsContract;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Declaration.Segment;
import dev.fairway.model.campaign.Declaration.Segmentation;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.visit.StepResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class ScoringActionsTest extends ActionsContract {
  @Override
  protected Family family() {
    return Family.SCORING;
  }

  @Override
  protected Map<String, FieldType> fields() {
    return Map.of("behaviour", FieldType.SCORE, "company.fit", FieldType.SCORE);
  }

  private static final TenantRecord ACME =
      new TenantRecord(
          TenantRecord.Key.company("acme").orElseThrow(), 4, Map.of("name", "Acme", "fit", 95L));

  @Override
  protected List<TenantRecord> records() {
    return List.of(ACME);
  }

  private static StepResult fits(TenantRecord company, long before, long after) {
    return new StepResult.Recorded(
        company.with("fit", after),
        new StepResult.Changed(
            LeadPatch.NONE,
            "company.scoreChanged",
            Map.of(
                "company",
                company.key().key(),
                "score",
                "fit",
                "oldValue",
                before,
                "newValue",
                after)));
  }

  @Override
  protected Assets assets() {
    return Assets.NONE.with(
        List.of(
            new Segmentation(
                "size",
                List.of(
                    new Segment("SMB", Optional.empty()),
                    new Segment("Enterprise", Optional.empty()))),
            new Segmentation(
                "region",
                List.of(
                    new Segment("EMEA", Optional.of(Filters.NONE)),
                    new Segment("else", Optional.empty())))));
  }

  private static StepResult scored(long before, long after) {
    return StepResult.set(
        "behaviour",
        after,
        "person.scoreChanged",
        Map.of("score", "behaviour", "oldValue", before, "newValue", after));
  }

  private static Map<String, Object> change(String change) {
    return Map.of("score", "behaviour", "change", change);
  }

  @Override
  protected Stream<Row> rows() {
    var change = new ScoreChange();
    return Stream.of(
        row("an unset score counts as 0", change, Map.of(), change("+5"), scored(0, 5)),
        row("points are added", change, Map.of("behaviour", 10L), change("+5"), scored(10, 15)),
        row("points are taken away", change, Map.of("behaviour", 3L), change("-5"), scored(3, -2)),
        row("a score is set", change, Map.of("behaviour", 3L), change("=-5"), scored(3, -5)),
        row("a token gives the points", change, Map.of(), change("+{{trigger.n}}"), scored(0, 7)),
        row("no change is no event", change, Map.of("behaviour", 5L), change("=5"), "unchanged"),
        row("what is no change fails", change, Map.of(), change("{{trigger.word}}"), "change"),
        row(
            "the score stays above min",
            change,
            Map.of("behaviour", 3L),
            Map.of("score", "behaviour", "change", "-5", "min", "0"),
            scored(3, 0)),
        row(
            "the score stays below max",
            change,
            Map.of("behaviour", 98L),
            Map.of("score", "behaviour", "change", "+5", "max", "100"),
            scored(98, 100)),
        row(
            "the company's score grows, up to max",
            new ScoreCompany(),
            Map.of("company", " ACME"),
            Map.of("score", "fit", "change", "+10", "max", "100"),
            fits(ACME, 95, 100)),
        row(
            "a company that only the lead names is made",
            new ScoreCompany(),
            Map.of("company", "Zeta "),
            Map.of("score", "fit", "change", "+10"),
            fits(
                TenantRecord.none(TenantRecord.Key.company("zeta").orElseThrow())
                    .with("name", "Zeta"),
                0,
                10)),
        row(
            "the same score of a company is no event",
            new ScoreCompany(),
            Map.of("company", "Acme"),
            Map.of("score", "fit", "change", "=95"),
            "unchanged"),
        row(
            "a lead without company has none to score",
            new ScoreCompany(),
            Map.of("company", " "),
            Map.of("score", "fit", "change", "+1"),
            "the lead has no company"),
        row(
            "reset sets 0",
            new ScoreReset(),
            Map.of("behaviour", 9L),
            Map.of("score", "behaviour"),
            scored(9, 0)),
        row(
            "reset of 0 changes nothing",
            new ScoreReset(),
            Map.of(),
            Map.of("score", "behaviour"),
            "unchanged"),
        row(
            "a moment is noted",
            new MomentAdd(),
            Map.of(),
            Map.of("type", "Web", "description", "demo {{trigger.n}}"),
            new StepResult.Changed(
                LeadPatch.NONE,
                "person.interestingMoment",
                Map.of("type", "Web", "description", "demo 7"))),
        member(
            "the first stage of a model replaces none",
            new StageChange(),
            Map.of("stages", Map.of("other", Map.of("stage", "MQL"))),
            Map.of("model", "revenue", "stage", "MQL"),
            placed(
                Memberships.Kind.STAGES,
                "revenue",
                Map.of("stage", "MQL", "since", NOW),
                "person.stageChanged",
                Map.of("model", "revenue", "newStage", "MQL"))),
        member(
            "a later stage takes the place of the one before",
            new StageChange(),
            Map.of("stages", Map.of("revenue", Map.of("stage", "MQL"))),
            Map.of("model", "revenue", "stage", "SQL"),
            placed(
                Memberships.Kind.STAGES,
                "revenue",
                Map.of("stage", "SQL", "since", NOW),
                "person.stageChanged",
                Map.of("model", "revenue", "oldStage", "MQL", "newStage", "SQL"))),
        member(
            "the same stage changes nothing",
            new StageChange(),
            Map.of("stages", Map.of("revenue", Map.of("stage", "MQL"))),
            Map.of("model", "revenue", "stage", "MQL"),
            "unchanged"),
        member(
            "a lead is in one segment of a segmentation",
            new SegmentChange(),
            Map.of("segments", Map.of("size", Map.of("segment", "SMB"))),
            Map.of("segmentation", "size", "segment", "Enterprise"),
            placed(
                Memberships.Kind.SEGMENTS,
                "size",
                Map.of("segment", "Enterprise", "since", NOW),
                "person.segmentChanged",
                Map.of("segmentation", "size", "oldSegment", "SMB", "newSegment", "Enterprise"))),
        member(
            "the same segment changes nothing",
            new SegmentChange(),
            Map.of("segments", Map.of("size", Map.of("segment", "SMB"))),
            Map.of("segmentation", "size", "segment", "SMB"),
            "unchanged"),
        member(
            "nobody is put into a segment where rules do that",
            new SegmentChange(),
            Map.of(),
            Map.of("segmentation", "region", "segment", "EMEA"),
            "segmentation region goes by rules"));
  }

  private static StepResult placed(
      Memberships.Kind kind,
      String name,
      Map<String, Object> entry,
      String type,
      Map<String, Object> change) {
    return new StepResult.Changed(LeadPatch.join(kind, name, entry), type, change);
  }
}
