package dev.fairway.world;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/// One engine for all end-to-end checks of a run.
final class SharedEngine implements ParameterResolver {
  /// A task whose event carries it as `mark` halts the process that executes it.
  static final String POISON = "world-poison";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Engine.class;
  }

  @Override
  public Engine resolveParameter(ParameterContext parameter, ExtensionContext context) {
    throw new TestAbortedException("there is no launcher in this tree");
  }
}
