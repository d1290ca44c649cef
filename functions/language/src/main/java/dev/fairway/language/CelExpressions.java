package dev.fairway.language;

import com.google.common.primitives.UnsignedLong;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.cel.common.CelProtoAbstractSyntaxTree;
import dev.cel.common.values.NullValue;
import dev.cel.expr.CheckedExpr;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Runs checked expressions with CEL. Nothing of CEL is loaded before the first one runs.
public final class CelExpressions implements Expressions {
  private static final int MAX_PROGRAMS = 20_000;

  /// Told of every expression that failed.
  public interface Failures {
    void failed(Expression expression, String why);
  }

  private sealed interface Loaded {
    record Runnable(Program program) implements Loaded {}

    record Broken(String why) implements Loaded {}
  }

  private final Failures failures;
  private final ConcurrentMap<String, Loaded> programs = new ConcurrentHashMap<>();

  public CelExpressions(Failures failures) {
    this.failures = failures;
  }

  @Override
  public Answer answer(Expression expression, Scope scope) {
    return switch (run(expression, scope)) {
      case Ran.Failed(String why) -> new Answer.Failed(why);
      case Ran.Value(Boolean holds) -> new Answer.Known(holds);
      case Ran.Value(Object other) ->
          new Answer.Failed(failed(expression, "is neither true nor false").why());
    };
  }

  @Override
  public Optional<Object> value(Expression expression, Scope scope) {
    return switch (run(expression, scope)) {
      case Ran.Failed failed -> Optional.empty();
      case Ran.Value(Object result) -> plain(expression, result);
    };
  }

  private sealed interface Ran {
    record Value(Object value) implements Ran {}

    record Failed(String why) implements Ran {}
  }

  private Ran run(Expression expression, Scope scope) {
    return switch (program(expression)) {
      case Loaded.Broken(String why) -> failed(expression, why);
      case Loaded.Runnable(Program program) -> {
        try {
          yield new Ran.Value(program.eval(new ScopeVariables(expression.uses(), scope)));
        } catch (CelEvaluationException | RuntimeException e) {
          yield failed(expression, String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private Ran.Failed failed(Expression expression, String why) {
    failures.failed(expression, why);
    return new Ran.Failed(why);
  }

  private Loaded program(Expression expression) {
    Loaded known = programs.get(expression.compiled());
    if (known != null) return known;
    if (programs.size() >= MAX_PROGRAMS) programs.clear();
    Loaded loaded = load(expression);
    programs.put(expression.compiled(), loaded);
    return loaded;
  }

  private static Loaded load(Expression expression) {
    try {
      CheckedExpr checked =
          CheckedExpr.parseFrom(Base64.getDecoder().decode(expression.compiled()));
      return new Loaded.Runnable(
          CelDialect.RUNTIME.createProgram(
              CelProtoAbstractSyntaxTree.fromCheckedExpr(checked).getAst()));
    } catch (InvalidProtocolBufferException | CelEvaluationException | RuntimeException e) {
      return new Loaded.Broken(String.valueOf(e.getMessage()));
    }
  }

  /// CEL's values as ours.
  private Optional<Object> plain(Expression expression, Object result) {
    return switch (result) {
      case String text -> Optional.of(text);
      case Long number -> Optional.of(number);
      case UnsignedLong number -> Optional.of(number.longValue());
      case Double number -> Optional.of(number);
      case Boolean answer -> Optional.of(answer);
      case Instant time ->
          time.equals(CelDialect.NO_TIME) ? Optional.empty() : Optional.of(time.toString());
      case NullValue nothing -> Optional.empty();
      case List<?> list -> {
        List<Object> plain = new ArrayList<>();
        for (Object each : list) if (each != null) plain(expression, each).ifPresent(plain::add);
        yield Optional.of(List.copyOf(plain));
      }
      default -> {
        failures.failed(expression, "yields a " + result.getClass().getSimpleName());
        yield Optional.empty();
      }
    };
  }
}
