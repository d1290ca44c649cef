package dev.fairway.world.flow;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One rig for all classes that ask for it, closed after the last.
final class SharedRig implements ParameterResolver {
  /// Thousands of failures are meant: the trace tells of those that matter.
  private static final Logger ENGINE = Logger.getLogger("dev.fairway");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Rig.class;
  }

  @Override
  public Rig resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ENGINE.setLevel(Level.OFF);
    return context
        .getRoot()
        .getStore(Namespace.create(SharedRig.class))
        .computeIfAbsent(Rig.class, key -> new Rig(), Rig.class);
  }
}
