package dev.fairway.model.campaign;

/// The version of a campaign that new entries begin with.
///
/// @param number of the campaign within its tenant
/// @param past what its filters must know of a lead's past: found out once, asked at each event
public record ActiveCampaign(int number, int version, Campaign campaign, History.Need past) {
  public ActiveCampaign(int number, int version, Campaign campaign) {
    this(number, version, campaign, campaign.filters().past(campaign.assets()));
  }
}
