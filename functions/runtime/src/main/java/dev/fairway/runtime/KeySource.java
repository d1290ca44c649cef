package dev.fairway.runtime;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;

/// Where a set of public keys is read.
interface KeySource {
  int TIMEOUT_MS = 3_000;

  /// The JWK set as JSON, as it is now.
  Uni<String> read();

  /// @param location an https URL, or the path of a file
  /// @throws IllegalArgumentException if keys from there could be anybody's
  static KeySource of(String location, Vertx vertx) {
    if (location.startsWith("https://")) return https(location, vertx);
    if (location.contains("://"))
      throw new IllegalArgumentException("keys are read from https or a file, not " + location);
    return () ->
        Uni.createFrom()
            .completionStage(() -> vertx.fileSystem().readFile(location).toCompletionStage())
            .map(Buffer::toString);
  }

  /// No redirect is followed.
  private static KeySource https(String url, Vertx vertx) {
    HttpClient client =
        vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MS));
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url)
            .setTimeout(TIMEOUT_MS)
            .putHeader("Accept", "application/json");
    return () ->
        Uni.createFrom()
            .completionStage(() ->
                client
                    .request(request)
                    .compose(HttpClientRequest::send)
                    .compose(response ->
                        response
                            .body()
                            .map(body -> {
                              if (response.statusCode() == 200) return body.toString();
                              throw new IllegalStateException("status=" + response.statusCode());
                            }))
                    .toCompletionStage())
            .onFailure(IllegalStateException.class)
            .transform(wrong -> new IOException("keys at " + url + ": " + wrong.getMessage()));
  }
}
