package dev.fairway.console;

import dev.fairway.model.campaign.Problem;
import dev.fairway.ports.Campaigns;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A campaign and its newest version.
@Schema(name = "Campaign")
record CampaignBody(
    String name,
    @Schema(description = "Its short form within the tenant; never reused.") int number,
    @Schema(
            enumeration = {"draft", "active", "inactive", "aborted"},
            description = "active: new entries begin with activeVersion.")
        String state,
    @Schema(description = "The newest version.") int version,
    @Schema(description = "The version new entries begin with; 0 = never active.")
        int activeVersion,
    @Schema(description = "What runs: canonical, checked. Not in lists.")
        @Nullable Map<String, Object> definition,
    @Schema(description = "What the author sent. Not in lists.") @Nullable String source,
    @Schema(description = "What is allowed, but may not be what was meant.") List<Problem> warnings,
    @Schema(description = "Of a campaign with a schedule. Not in lists.")
        @Nullable ScheduleBody runs) {

  static CampaignBody of(Campaigns.Entry entry) {
    return of(entry, List.of());
  }

  static CampaignBody of(Campaigns.Entry entry, List<Problem> warnings) {
    return new CampaignBody(
        entry.name(),
        entry.number(),
        Names.label(entry.state()),
        entry.latest(),
        entry.activeVersion(),
        null,
        null,
        warnings,
        null);
  }

  static CampaignBody of(Campaigns.Version version, List<Problem> warnings) {
    CampaignBody entry = of(version.campaign());
    return new CampaignBody(
        entry.name,
        entry.number,
        entry.state,
        version.version(),
        entry.activeVersion,
        version.definition(),
        version.source(),
        warnings,
        null);
  }

  CampaignBody with(ScheduleBody own) {
    return new CampaignBody(
        name, number, state, version, activeVersion, definition, source, warnings, own);
  }
}
