package dev.fairway.world;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One engine for all end-to-end checks of a run, started with the first and closed after the last.
final class SharedEngine implements ParameterResolver {
  /// A task whose event carries it as `mark` halts the process that executes it.
  static final String POISON = "world-poison";

  /// The environment of enqueue, read whenever one of its processes starts.
  static final Map<String, String> ENQUEUE = new ConcurrentHashMap<>();

  private static final Map<String, String> ARMED = Map.of("FAIRWAY_FAULT_POISON", POISON);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Engine.class;
  }

  @Override
  public Engine resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedEngine.class))
        .computeIfAbsent(
            Engine.class,
            key ->
                LocalWorld.start(
                    Map.of(
                        "enqueue", ENQUEUE,
                        "action-person", ARMED,
                        "action-person-suspects", ARMED)),
            Engine.class);
  }
}
