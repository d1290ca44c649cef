package dev.fairway.contracts;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/// A room's typed configuration, read as in production.
public final class Configuration {
  private static final int ORDINAL = 100;

  private Configuration() {}

  /// @param type a `@ConfigMapping`
  /// @param values by full name, as in `application.properties`; the others are the defaults
  /// @throws io.smallrye.config.ConfigValidationException if a value is missing, cannot be read, or
  ///   belongs to no member: a misspelt name would leave a test with the default
  public static <T> T of(Class<T> type, Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters() // of `60s`
        .withMapping(type)
        .withSources(new PropertiesConfigSource(values, "given", ORDINAL))
        .build()
        .getConfigMapping(type);
  }
}
