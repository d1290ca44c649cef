package dev.fairway.enqueue;

import dev.fairway.model.Event;
import dev.fairway.model.LeadRef;
import dev.fairway.runtime.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A valid event about a lead, from a sender who may send it.
///
/// @param tenant its name
record Submission(String tenant, Event event, LeadRef lead) {
  private static final int LEAD_BYTES = 200;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,135}");

  /// @param maxDepth deeper events are refused, which ends every loop of campaigns
  /// @throws Refusal 400
  static Submission of(String tenant, Event event, int maxDepth) {
    if (event.depth() > maxDepth)
      throw new Refusal(
          400,
          "depth-exceeded",
          "Too many campaigns in a row",
          "depth " + event.depth() + " exceeds " + maxDepth + ": do campaigns trigger one another?",
          Optional.empty());
    return new Submission(tenant, event, lead(event));
  }

  private static LeadRef lead(Event event) {
    if (event.subject().isPresent()) {
      String id = event.subject().get();
      if (id.getBytes(StandardCharsets.UTF_8).length > LEAD_BYTES)
        throw Refusal.malformed("attribute 'subject', the lead's id, exceeds 200 bytes");
      return new LeadRef.ById(id);
    }
    if (event.data().get("email") instanceof String email && EMAIL.matcher(email).matches())
      return new LeadRef.ByEmail(email.toLowerCase(Locale.ROOT));
    throw Refusal.malformed(
        "whose event is it? Neither attribute 'subject' (the lead's id) nor an address in data.email");
  }
}
