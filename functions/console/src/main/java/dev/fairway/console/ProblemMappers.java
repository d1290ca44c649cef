package dev.fairway.console;

import dev.fairway.runtime.Refusal;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Refusals of the API, and those of the web framework, as `application/problem+json`. Everything
/// else is left to the edge, which knows stores that are away from bugs.
public class ProblemMappers {
  private static final String TYPE = "https://fairway.dev/problems/";

  @ServerExceptionMapper
  public Response refusal(Refusal refusal) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", TYPE + refusal.type());
    body.put("title", refusal.title());
    body.put("status", refusal.status());
    body.put("detail", refusal.detail());
    body.putAll(refusal.members());
    var response = Response.status(refusal.status()).type("application/problem+json").entity(body);
    refusal.challenge().ifPresent(challenge -> response.header("WWW-Authenticate", challenge));
    refusal
        .retryAfter()
        .ifPresent(wait -> response.header("Retry-After", Math.max(1, wait.toSeconds())));
    return response.build();
  }

  @ServerExceptionMapper
  public Response framework(WebApplicationException e) {
    int status = e.getResponse().getStatus();
    return refusal(
        switch (status) {
          case 404 -> Refusals.notFound("there is no such path; /api/openapi lists them");
          case 405 ->
              new Refusal(
                  405,
                  "method",
                  "Method not allowed",
                  "this path does not take this method; /api/openapi lists what it takes",
                  Optional.empty());
          case 415 ->
              new Refusal(
                  415,
                  "media-type",
                  "Content type not supported",
                  "send application/json, or what /api/openapi says for this path",
                  Optional.empty());
          default ->
              new Refusal(
                  status, "refused", "Refused", String.valueOf(e.getMessage()), Optional.empty());
        });
  }
}
