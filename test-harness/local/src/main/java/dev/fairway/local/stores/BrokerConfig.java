package dev.fairway.local.stores;

import java.util.LinkedHashMap;
import java.util.Map;

/// The files of `broker-config/`, which the build puts on the class path as they are.
final class BrokerConfig {
  private BrokerConfig() {}

  static String text(String name) {
    return Statements.text("/broker-config/" + name);
  }

  /// The file with every `${name}` filled in.
  static String text(String name, Map<String, String> values) {
    String text = text(name);
    for (var value : values.entrySet())
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    return text;
  }

  /// The `name = value` lines of a file, in order.
  static Map<String, String> settings(String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    text(name)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> line.split("\\s*=\\s*", 2))
        .forEach(pair -> settings.put(pair[0], pair[1]));
    return settings;
  }
}
