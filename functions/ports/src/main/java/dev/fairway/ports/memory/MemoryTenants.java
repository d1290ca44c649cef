package dev.fairway.ports.memory;

import dev.fairway.model.Tenant;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tenants in memory: the twin for tests.
public final class MemoryTenants implements Tenants {
  private final TreeMap<String, Tenant> byName = new TreeMap<>();
  private int drawn;

  @Override
  public Uni<List<Tenant>> named(Collection<String> names) {
    return answer(tenants -> tenants.filter(tenant -> names.contains(tenant.name())).toList());
  }

  @Override
  public Uni<List<Tenant>> numbered(Collection<Integer> numbers) {
    return answer(tenants ->
        tenants
            .filter(tenant -> numbers.contains(tenant.number()))
            .sorted(Comparator.comparingInt(Tenant::number))
            .toList());
  }

  @Override
  public Uni<List<Tenant>> list(Optional<String> after, int limit) {
    return answer(tenants ->
        tenants
            .filter(tenant -> tenant.name().compareTo(after.orElse("")) > 0)
            .limit(limit)
            .toList());
  }

  @Override
  public synchronized Uni<Tenant> put(String name, Tenant.Settings settings) {
    Tenant old = byName.get(name);
    Tenant tenant =
        old == null
            ? new Tenant(++drawn, name, 1, settings)
            : new Tenant(old.number(), name, old.stamp(), settings.on(old.settings().database()));
    byName.put(name, tenant);
    return Uni.createFrom().item(tenant);
  }

  @Override
  public synchronized Uni<Boolean> delete(String name) {
    return Uni.createFrom().item(byName.remove(name) != null);
  }

  @Override
  public Uni<Map<String, Long>> perDatabase() {
    return answer(tenants ->
        tenants.collect(
            Collectors.groupingBy(tenant -> tenant.settings().database(), Collectors.counting())));
  }

  /// A change of its campaigns or assets.
  synchronized void stamp(int number) {
    Tenant old = existing(number);
    byName.put(old.name(), new Tenant(number, old.name(), old.stamp() + 1, old.settings()));
  }

  synchronized Tenant existing(int number) {
    return byName.values().stream()
        .filter(tenant -> tenant.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tenant with number " + number));
  }

  private synchronized <T> Uni<T> answer(java.util.function.Function<Stream<Tenant>, T> question) {
    return Uni.createFrom().item(question.apply(byName.values().stream()));
  }
}
