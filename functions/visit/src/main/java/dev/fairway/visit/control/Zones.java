package dev.fairway.visit.control;

import dev.fairway.model.campaign.WaitText;
import dev.fairway.visit.StepContext;
import java.time.DateTimeException;
import java.time.ZoneId;

/// Where the days of a wait begin.
final class Zones {
  private Zones() {}

  /// The lead's own zone if the wait asks for it and the lead has one that exists, else the
  /// tenant's.
  static ZoneId of(StepContext step) {
    String zone = step.with().text("zone");
    ZoneId tenant = step.scope().zone();
    return switch (zone) {
      case WaitText.TENANT_ZONE -> tenant;
      case WaitText.LEAD_ZONE ->
          step.lead().fields().get("timeZone") instanceof String own ? known(own, tenant) : tenant;
      default -> ZoneId.of(zone);
    };
  }

  private static ZoneId known(String name, ZoneId otherwise) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      return otherwise;
    }
  }
}
