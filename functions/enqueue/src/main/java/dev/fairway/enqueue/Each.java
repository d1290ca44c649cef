package dev.fairway.enqueue;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The same question to several, at once; the fan-out is bounded by who is asked (lead databases,
/// or tenants of one gathering behind a pool).
final class Each {
  private Each() {}

  static <K, V> Uni<Map<K, V>> of(Collection<K> keys, Function<K, Uni<V>> question) {
    Map<K, K> each = new LinkedHashMap<>();
    for (K key : keys) each.put(key, key);
    return of(each, (key, same) -> question.apply(key));
  }

  /// @param about what to ask about, by a key that is cheap to hash
  static <K, A, V> Uni<Map<K, V>> of(Map<K, A> about, BiFunction<K, A, Uni<V>> question) {
    if (about.isEmpty()) return Uni.createFrom().item(Map.of());
    List<K> asked = List.copyOf(about.keySet());
    List<Uni<V>> answers = new ArrayList<>(asked.size());
    about.forEach((key, what) -> answers.add(question.apply(key, what)));
    return Uni.join()
        .all(answers)
        .usingConcurrencyOf(8)
        .andFailFast()
        .map(values -> {
          Map<K, V> byKey = LinkedHashMap.newLinkedHashMap(asked.size());
          for (int i = 0; i < asked.size(); i++) byKey.put(asked.get(i), values.get(i));
          return byKey;
        });
  }
}
