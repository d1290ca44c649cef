package dev.fairway.dispatch;

import dev.fairway.ports.Tenants;
import dev.fairway.runtime.LogLine;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// What tenants are called: asked for once, since neither a name nor a number is given again.
@Singleton
class TenantNames {
  private static final Logger LOG = Logger.getLogger(TenantNames.class);

  private final Tenants tenants;
  private final Map<Integer, String> known = new ConcurrentHashMap<>();

  TenantNames(Tenants tenants) {
    this.tenants = tenants;
  }

  /// Never fails: who cannot be asked for now, or is gone, goes by its number.
  Uni<Void> learn(Collection<Integer> numbers) {
    List<Integer> unknown =
        numbers.stream().distinct().filter(number -> !known.containsKey(number)).toList();
    if (unknown.isEmpty()) return Uni.createFrom().voidItem();
    return tenants
        .numbered(unknown)
        .invoke(found -> found.forEach(tenant -> known.put(tenant.number(), tenant.name())))
        .replaceWithVoid()
        .onFailure()
        .invoke(failure ->
            new LogLine("dispatch", "names-unknown")
                .with("cause", failure)
                .to(LOG, Logger.Level.WARN))
        .onFailure()
        .recoverWithNull();
  }

  String of(int number) {
    return known.getOrDefault(number, "#" + number);
  }
}
