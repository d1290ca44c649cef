package dev.fairway.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fairway.local.shell.Api;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// A few events a second, as a marketing system would send them: with the official CloudEvents SDK,
/// one after the other, and again when the engine asks to wait.
final class EventStream {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(2);
  private static final List<String> PAGES =
      List.of("/", "/pricing", "/docs", "/blog/fairness", "/customers", "/contact");
  private static final List<String> PLANS = List.of("free", "team", "business");

  private final Api api;
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();

  EventStream(Api api) {
    this.api = api;
  }

  /// Tasks that the answers said were accepted.
  long accepted() {
    return accepted.sum();
  }

  /// Answers other than 2xx; each such event is sent again.
  long refused() {
    return refused.sum();
  }

  void run() throws InterruptedException {
    for (long number = 0; ; number++) {
      CloudEvent event = event(number);
      while (!send(event)) Thread.sleep(AFTER_REFUSAL);
      Thread.sleep(EVERY);
    }
  }

  private boolean send(CloudEvent event) throws InterruptedException {
    Api.Answer answer = api.send(binary(event));
    if (!answer.isOk()) {
      refused.increment();
      return false;
    }
    for (JsonNode one : answer.json().path("events"))
      for (JsonNode task : one.path("tasks"))
        if (task.path("state").asText().equals("accepted")) accepted.increment();
    return true;
  }

  /// The event in CloudEvents' binary mode: attributes are headers, the data is the body.
  private HttpRequest.Builder binary(CloudEvent event) {
    HttpRequest.Builder request = api.request("/events");
    HttpMessageFactory.createWriter(
            (name, value) -> request.setHeader(name, value),
            body -> request.POST(HttpRequest.BodyPublishers.ofByteArray(body)))
        .writeBinary(event);
    return request;
  }

  CloudEvent event(long number) {
    String tenant = Stage.TENANTS.get(Math.min(random.nextInt(6) / 2, random.nextInt(3)));
    int leads = Stage.LEADS.getOrDefault(tenant, 1);
    var builder =
        CloudEventBuilder.v1()
            .withId(run + "-" + number)
            .withSource(URI.create("/demo"))
            .withSubject(Stage.lead(tenant, 1 + random.nextInt(leads)))
            .withTime(OffsetDateTime.now(ZoneOffset.UTC))
            .withExtension("tenantid", tenant);
    return switch (random.nextInt(14)) {
      case 0 ->
          builder
              .withType("person.formFilled")
              .withData("application/json", json(Map.of("form", "Demo", "page", page())))
              .build();
      case 1 ->
          builder
              .withType("subscription.changed")
              .withData("application/json", json(Map.of("plan", plan(), "seats", seats())))
              .build();
      case 2 -> bare(builder, "account.signedUp");
      case 3 -> bare(builder, "app.activated");
      case 4 -> bare(builder, "email.unsubscribed");
      case 5 -> bare(builder, random.nextBoolean() ? "event.registered" : "event.attended");
      default ->
          builder
              .withType("web.pageVisited")
              .withData("application/json", json(Map.of("page", page())))
              .build();
    };
  }

  /// With no more to say than that it happened; data is an object all the same.
  private static CloudEvent bare(CloudEventBuilder builder, String type) {
    return builder.withType(type).withData("application/json", json(Map.of())).build();
  }

  private String page() {
    return PAGES.get(random.nextInt(PAGES.size()));
  }

  private String plan() {
    return PLANS.get(random.nextInt(PLANS.size()));
  }

  private int seats() {
    return 1 + random.nextInt(200);
  }

  private static byte[] json(Map<String, Object> data) {
    return new JsonMapper().valueToTree(data).toString().getBytes(StandardCharsets.UTF_8);
  }
}
