package dev.fairway.local.shell;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// What the person who started the engine reads: one line a part while it starts, then what to try,
/// then one line that is kept up to date.
public final class Terminal {
  private static final Duration PLAIN_EVERY = Duration.ofSeconds(10);

  private final PrintStream out;
  private final Instant began;
  private final boolean rewrites;
  private Instant lastPlain = Instant.MIN;
  private boolean liveShown;

  /// @param began when the user asked for the engine
  /// @param rewrites whether the live line may be written over itself: on a screen, not in a file
  public Terminal(PrintStream out, Instant began, boolean rewrites) {
    this.out = out;
    this.began = began;
    this.rewrites = rewrites;
  }

  public synchronized void line(String text) {
    if (liveShown) out.println();
    liveShown = false;
    out.println(text);
    out.flush();
  }

  public void part(String part, Duration took, String note) {
    line("  %-11s %5.1f s  %s".formatted(part, seconds(took), note));
  }

  /// One line that replaces its predecessor; in a file, one every ten seconds.
  public synchronized void live(String text) {
    if (rewrites) {
      out.print("\r\033[2K" + text);
      liveShown = true;
    } else if (Duration.between(lastPlain, Instant.now()).compareTo(PLAIN_EVERY) >= 0) {
      lastPlain = Instant.now();
      out.println(text);
    }
    out.flush();
  }

  public void tour(URI uri, String identity, Path data) {
    line(
        "Ready after %.1f s. Functions start when something needs them."
            .formatted(seconds(Duration.between(began, Instant.now()))));
    line("");
    line("  Events     POST " + uri + "/events");
    line("  API        " + uri + "/api/v1/tenants   (described at /api/openapi)");
    line("  Queues     " + uri + "/api/v1/queues");
    line("  Health     " + uri + "/q/health/ready   Metrics " + uri + "/q/metrics");
    line("  Logs       " + data.resolve("logs") + "   Processes " + data.resolve("processes.json"));
    line("");
    boolean verified = !identity.equals("development");
    String shown = verified ? " -H \"Authorization: Bearer $token\"" : "";
    if (verified) line("  token=$(jq -r .operator " + data.resolve("tokens.json") + ")");
    line("  curl -i %s/events%s -H 'Content-Type: application/json' \\".formatted(uri, shown));
    line("    -H 'ce-specversion: 1.0' -H 'ce-id: try-1' -H 'ce-source: /terminal' \\");
    line("    -H 'ce-type: web.pageVisited' -H 'ce-subject: acme-1' -H 'ce-tenantid: acme' \\");
    line("    -d '{\"page\": \"/pricing\"}'");
    line("  curl -s %s/api/v1/tenants/acme/leads/acme-1%s".formatted(uri, shown));
    line("");
    line(
        verified
            ? "  Tokens, one for the operator and one a tenant, are in "
                + data.resolve("tokens.json")
            : "  No tokens are asked for: identity is 'development', for this machine only.");
    line("  Ctrl-C stops everything; the data is found again at the next start.");
    line("");
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
