package dev.fairway.model.campaign;

/// The version of a campaign that new entries begin with.
///
/// @param number of the campaign within its tenant
public record ActiveCampaign(int number, int version, Campaign campaign) {}
