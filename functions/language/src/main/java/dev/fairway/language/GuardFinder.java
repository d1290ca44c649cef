package dev.fairway.language;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.fairway.model.campaign.Campaign.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds in a `where` the equalities without which it cannot hold: the conjuncts `event.x == "a"`
/// and `event.x in ["a", "b"]`. Absent values are left out, since an event without the field has
/// nothing to be found by.
final class GuardFinder {
  private static final long EXACT_IN_DOUBLE = 1L << 53;
  private static final int MAX_VALUES = 100;

  private GuardFinder() {}

  static List<Guard> find(CelExpr expr) {
    List<Guard> guards = new ArrayList<>();
    collect(expr, guards);
    return List.copyOf(guards);
  }

  private static void collect(CelExpr expr, List<Guard> guards) {
    if (expr.getKind() != ExprKind.Kind.CALL) return;
    List<CelExpr> args = expr.call().args();
    switch (expr.call().function()) {
      case "_&&_" -> args.forEach(arg -> collect(arg, guards));
      case "_==_" ->
          guard(args.get(0), List.of(args.get(1)))
              .or(() -> guard(args.get(1), List.of(args.get(0))))
              .ifPresent(guards::add);
      case "@in" -> {
        if (args.get(1).getKind() == ExprKind.Kind.LIST)
          guard(args.get(0), args.get(1).list().elements()).ifPresent(guards::add);
      }
      default -> {
        return;
      }
    }
  }

  private static Optional<Guard> guard(CelExpr field, List<CelExpr> constants) {
    Optional<String> path = path(field);
    boolean root = path.filter(p -> p.startsWith("event.") || p.startsWith("ce.")).isPresent();
    if (!root || constants.isEmpty() || constants.size() > MAX_VALUES) return Optional.empty();
    List<Object> values = new ArrayList<>();
    for (CelExpr constant : constants) literal(constant).ifPresent(values::add);
    return values.size() == constants.size()
        ? path.map(p -> new Guard(p, List.copyOf(values)))
        : Optional.empty();
  }

  private static Optional<String> path(CelExpr expr) {
    if (expr.getKind() == ExprKind.Kind.IDENT) return Optional.of(expr.ident().name());
    if (expr.getKind() != ExprKind.Kind.SELECT || expr.select().testOnly()) return Optional.empty();
    return path(expr.select().operand()).map(root -> root + "." + expr.select().field());
  }

  private static Optional<Object> literal(CelExpr expr) {
    if (expr.getKind() != ExprKind.Kind.CONSTANT) return Optional.empty();
    CelConstant constant = expr.constant();
    return switch (constant.getKind()) {
      case STRING_VALUE ->
          constant.stringValue().isEmpty() ? Optional.empty() : Optional.of(constant.stringValue());
      case INT64_VALUE -> {
        long number = constant.int64Value();
        boolean exact = number != 0 && Math.abs(number) < EXACT_IN_DOUBLE;
        yield exact ? Optional.of(number) : Optional.empty();
      }
      case DOUBLE_VALUE ->
          constant.doubleValue() == 0 ? Optional.empty() : Optional.of(constant.doubleValue());
      default -> Optional.empty();
    };
  }
}
