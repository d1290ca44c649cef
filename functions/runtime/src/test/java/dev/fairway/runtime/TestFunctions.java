package dev.fairway.runtime;

import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Functions behind the edge under test: one that works, one for each way to fail.
@Singleton
public class TestFunctions {
  static final List<String> SUBJECTS = new ArrayList<>();

  private final Delivery delivery;

  @Inject
  TestFunctions(Delivery delivery) {
    this.delivery = delivery;
  }

  @Funq
  @CloudEventMapping(trigger = "test.works")
  public Uni<Void> works() {
    SUBJECTS.add(delivery.event().subject().orElse("-"));
    return Uni.createFrom().voidItem();
  }

  @Funq
  @CloudEventMapping(trigger = "test.fails")
  public Uni<Void> fails(Map<String, String> how) {
    return Uni.createFrom().failure(failure(String.valueOf(how.get("how"))));
  }

  private static Throwable failure(String how) {
    return switch (how) {
      case "full" -> Refusal.noRoom("no room", Duration.ofSeconds(7));
      case "away" -> new IllegalStateException(new IOException("connection refused"));
      default -> new IllegalStateException("secret detail");
    };
  }
}
