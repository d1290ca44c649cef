package dev.fairway.language;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.CelSelect;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.fairway.language.ExpressionReader.Use;
import dev.fairway.model.Memberships;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Declaration.Asset;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.MembershipRule;
import dev.fairway.model.campaign.Nearest;
import dev.fairway.model.campaign.Reference;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Tokens;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Gives a parsed expression our meanings before CEL checks its types: every `lead.x`, `event.x`,
/// `ce.x` becomes a variable of its own type; absent dates compare as the language says; numbers
/// are equal across integer and float; `isSet` is a question to the map; `isMember("vip")` and its
/// like become variables.
final class CelRewrite {
  static final List<String> ROOTS =
      List.of(
          "lead",
          "company",
          "event",
          "waited",
          "ce",
          "campaign",
          "program",
          "member",
          "system",
          "now");

  record Mistake(String message, Collection<String> allowed) {}

  private final Schema.Names names;
  private final Use use;
  private final List<Mistake> mistakes = new ArrayList<>();
  private final Map<String, FieldType> uses = new TreeMap<>();
  private final Set<String> attributes = new TreeSet<>();
  private final List<Asset> named = new ArrayList<>();

  /// Behind every id that the parser drew.
  private long nextId = 1_000_000;

  CelRewrite(Schema.Names names, Use use) {
    this.names = names;
    this.use = use;
  }

  List<Mistake> mistakes() {
    return mistakes;
  }

  /// `lead.x` and `event.x` with their types.
  Map<String, FieldType> uses() {
    return uses;
  }

  /// Names behind `ce.`.
  Set<String> attributes() {
    return attributes;
  }

  /// Declarations that it asks about.
  List<Asset> named() {
    return named;
  }

  CelExpr apply(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT, NOT_SET -> expr;
      case IDENT -> ident(expr);
      case SELECT -> select(expr);
      case CALL -> call(expr);
      case LIST ->
          CelExpr.ofList(expr.id(), all(expr.list().elements()), expr.list().optionalIndices());
      case MAP -> map(expr);
      case STRUCT -> {
        mistakes.add(new Mistake("messages are not possible here", List.of()));
        yield expr;
      }
      case COMPREHENSION -> comprehension(expr);
    };
  }

  private ImmutableList<CelExpr> all(List<CelExpr> exprs) {
    return exprs.stream().map(this::apply).collect(ImmutableList.toImmutableList());
  }

  private CelExpr map(CelExpr expr) {
    ImmutableList<CelMap.Entry> entries =
        expr.map().entries().stream()
            .map(entry ->
                CelExpr.ofMapEntry(
                    entry.id(), apply(entry.key()), apply(entry.value()), entry.optionalEntry()))
            .collect(ImmutableList.toImmutableList());
    return CelExpr.ofMap(expr.id(), entries);
  }

  private CelExpr comprehension(CelExpr expr) {
    CelComprehension loop = expr.comprehension();
    return CelExpr.ofComprehension(
        expr.id(),
        loop.iterVar(),
        loop.iterVar2(),
        apply(loop.iterRange()),
        loop.accuVar(),
        apply(loop.accuInit()),
        apply(loop.loopCondition()),
        apply(loop.loopStep()),
        apply(loop.result()));
  }

  private CelExpr ident(CelExpr expr) {
    switch (expr.ident().name()) {
      case "lead" -> {
        if (noLead().isEmpty())
          mistakes.add(new Mistake("name a field of the lead, as lead.email", List.of()));
      }
      case "company" ->
          mistakes.add(new Mistake("name a field of the company, as company.name", List.of()));
      case "event" -> {
        if (names.eventClosed())
          mistakes.add(
              new Mistake("name a field of the event, as event.x", names.event().keySet()));
      }
      case "ce", "campaign", "program", "member", "system" ->
          mistakes.add(
              new Mistake(
                  "name what of " + expr.ident().name() + ", as ce.source or campaign.name",
                  List.of()));
      default -> {
        return expr;
      }
    }
    return expr;
  }

  /// @return true once it has been said that there is no lead here
  private Optional<Boolean> noLead() {
    if (use == Use.LEAD) return Optional.empty();
    Mistake mistake =
        new Mistake(
            "lead is not known in the where of a trigger: put conditions on the lead into filters",
            List.of("event", "ce", "campaign", "now"));
    if (!mistakes.contains(mistake)) mistakes.add(mistake);
    return Optional.of(true);
  }

  /// `root.field`, whose root is one of ours.
  private static boolean ours(CelExpr expr) {
    return expr.getKind() == ExprKind.Kind.SELECT
        && expr.select().operand().getKind() == ExprKind.Kind.IDENT
        && ROOTS.contains(expr.select().operand().ident().name());
  }

  private CelExpr select(CelExpr expr) {
    CelSelect select = expr.select();
    if (!ours(expr))
      return CelExpr.ofSelect(
          expr.id(), apply(select.operand()), select.field(), select.testOnly());
    note(select.operand().ident().name(), select.field());
    return select.testOnly() ? isSet(expr.id(), select) : expr;
  }

  /// Remember the field, or say that there is none of that name.
  private void note(String root, String field) {
    switch (root) {
      case "lead" -> {
        if (noLead().isPresent()) return;
        if (field.equals("id")) uses.put("lead.id", FieldType.STRING);
        else if (field.equals("number")) uses.put("lead.number", FieldType.INTEGER);
        else known("lead.", field, names.lead()).ifPresent(type -> uses.put("lead." + field, type));
      }
      case "company" -> {
        if (noLead().isEmpty())
          known(Campaign.COMPANY, field, names.company())
              .ifPresent(type -> uses.put(Campaign.COMPANY + field, type));
      }
      case "event" -> {
        if (names.eventClosed())
          known("event.", field, names.event()).ifPresent(type -> uses.put("event." + field, type));
        else uses.put("event." + field, names.event().getOrDefault(field, FieldType.ANY));
      }
      case "waited" -> uses.put("waited." + field, FieldType.ANY);
      case "ce" -> attributes.add(field);
      case "campaign" -> {
        if (!field.equals("name"))
          mistakes.add(
              new Mistake("unknown name \"campaign." + field + "\"", List.of("campaign.name")));
      }
      case "program", "member" -> {
        if (noLead().isPresent()) return;
        if (names.program().isEmpty())
          mistakes.add(new Mistake(root + "." + field + ": " + Tokens.NO_PROGRAM, List.of()));
        else
          known(root + ".", field, root.equals("member") ? names.member() : texts(Tokens.PROGRAM))
              .ifPresent(type -> uses.put(root + "." + field, type));
      }
      case "system" -> {
        if (noLead().isEmpty())
          known("system.", field, texts(Tokens.SYSTEM))
              .ifPresent(type -> uses.put("system." + field, type));
      }
      default -> mistakes.add(new Mistake(root + " has no fields", List.of()));
    }
  }

  private static Map<String, FieldType> texts(List<String> names) {
    Map<String, FieldType> texts = new TreeMap<>();
    names.forEach(name -> texts.put(name, FieldType.STRING));
    return texts;
  }

  private Optional<FieldType> known(String root, String field, Map<String, FieldType> fields) {
    FieldType type = fields.get(field);
    if (type == null)
      mistakes.add(
          new Mistake(
              "unknown field \"" + root + field + "\"" + Nearest.hint(field, fields.keySet()),
              fields.keySet()));
    return Optional.ofNullable(type);
  }

  /// `"x" in lead`.
  private CelExpr isSet(long id, CelSelect select) {
    return CelExpr.ofCall(
        id,
        Optional.empty(),
        "@in",
        ImmutableList.of(
            CelExpr.ofConstant(nextId++, CelConstant.ofValue(select.field())),
            CelExpr.ofIdent(nextId++, select.operand().ident().name())));
  }

  private CelExpr call(CelExpr expr) {
    CelCall call = expr.call();
    return switch (call.function()) {
      case "isSet" -> isSet(expr);
      case "_==_", "_!=_" -> equality(expr);
      case "@in" -> {
        ImmutableList<CelExpr> args = all(call.args());
        boolean number = type(call.args().getFirst()).filter(FieldType::numeric).isPresent();
        yield plain(expr, number ? ImmutableList.of(dyn(args.get(0)), dyn(args.get(1))) : args);
      }
      case "matches" -> matches(expr);
      case "isMember", "inProgram", "programStatus", "stage" ->
          call.target().isPresent() ? plain(expr, all(call.args())) : membership(expr);
      default -> plain(expr, all(call.args()));
    };
  }

  private CelExpr plain(CelExpr expr, ImmutableList<CelExpr> args) {
    CelCall call = expr.call();
    return CelExpr.ofCall(expr.id(), call.target().map(this::apply), call.function(), args);
  }

  private CelExpr isSet(CelExpr expr) {
    ImmutableList<CelExpr> args = expr.call().args();
    if (args.size() == 1 && args.getFirst().getKind() == ExprKind.Kind.SELECT) {
      CelSelect select = args.getFirst().select();
      return select(CelExpr.ofSelect(expr.id(), select.operand(), select.field(), true));
    }
    mistakes.add(new Mistake("isSet takes one field, as isSet(lead.email)", List.of()));
    return expr;
  }

  /// What the lead is a member of becomes a variable of its own, too: named as [Memberships.Key],
  /// for an attribute `programs/webinar.status`.
  private CelExpr membership(CelExpr expr) {
    CelCall call = expr.call();
    if (noLead().isPresent()) return expr;
    if (call.args().size() != 1
        || call.args().getFirst().getKind() != ExprKind.Kind.CONSTANT
        || call.args().getFirst().constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      String form =
          call.function() + " takes one name in quotes, as " + call.function() + "(\"x\")";
      mistakes.add(new Mistake(form, List.of()));
      return expr;
    }
    String name = call.args().getFirst().constant().stringValue();
    return switch (call.function()) {
      case "isMember" -> asked(expr, MembershipRule.LIST, name, "");
      case "inProgram" -> asked(expr, MembershipRule.PROGRAM, name, "");
      case "programStatus" -> asked(expr, MembershipRule.PROGRAM, name, ".status");
      default -> asked(expr, MembershipRule.STAGE, name, ".stage");
    };
  }

  private CelExpr asked(CelExpr expr, MembershipRule rule, String name, String attribute) {
    Kind kind = ((Reference.Whole) rule.type().reference().orElseThrow()).kind();
    Optional<Asset> asset = names.assets().find(kind, name);
    asset.ifPresent(named::add);
    if (asset.isEmpty()) {
      List<String> declared = names.assets().names(kind);
      String hint = declared.isEmpty() ? ": there is none" : Nearest.hint(name, declared);
      mistakes.add(
          new Mistake("unknown " + rule.type().label() + " \"" + name + "\"" + hint, declared));
      return expr;
    }
    String variable = new Memberships.Key(rule.kind(), name) + attribute;
    uses.put(variable, attribute.isEmpty() ? FieldType.BOOLEAN : FieldType.STRING);
    return CelExpr.ofIdent(expr.id(), variable);
  }

  private CelExpr matches(CelExpr expr) {
    CelCall call = expr.call();
    if (!call.args().isEmpty()) {
      CelExpr pattern = call.args().getLast();
      if (pattern.getKind() == ExprKind.Kind.CONSTANT
          && pattern.constant().getKind() == CelConstant.Kind.STRING_VALUE)
        CelDialect.patternProblem(pattern.constant().stringValue())
            .ifPresent(problem -> mistakes.add(new Mistake(problem, List.of())));
    }
    return CelExpr.ofCall(
        expr.id(), call.target().map(this::apply), CelDialect.MATCHES, all(call.args()));
  }

  /// Of a field that is directly compared.
  private Optional<FieldType> type(CelExpr expr) {
    if (!ours(expr) || expr.select().testOnly()) return Optional.empty();
    String field = expr.select().field();
    return switch (expr.select().operand().ident().name()) {
      case "lead" -> Optional.ofNullable(names.lead().get(field));
      case "company" -> Optional.ofNullable(names.company().get(field));
      case "event" -> Optional.ofNullable(names.event().get(field));
      case "member" -> Optional.ofNullable(names.member().get(field));
      default -> Optional.empty();
    };
  }

  /// An absent date is neither equal nor unequal to anything.
  private CelExpr equality(CelExpr expr) {
    ImmutableList<CelExpr> sides = expr.call().args();
    ImmutableList<CelExpr> args = all(sides);
    boolean numbers = sides.stream().allMatch(this::number);
    CelExpr equality =
        plain(expr, numbers ? ImmutableList.of(dyn(args.get(0)), dyn(args.get(1))) : args);
    for (CelExpr side : sides)
      if (type(side).filter(FieldType::temporal).isPresent())
        equality =
            CelExpr.ofCall(
                nextId++,
                Optional.empty(),
                "_&&_",
                ImmutableList.of(isSet(nextId++, side.select()), equality));
    return equality;
  }

  private boolean number(CelExpr expr) {
    if (expr.getKind() == ExprKind.Kind.CONSTANT)
      return expr.constant().getKind() == CelConstant.Kind.INT64_VALUE
          || expr.constant().getKind() == CelConstant.Kind.DOUBLE_VALUE;
    return type(expr).filter(FieldType::numeric).isPresent();
  }

  private CelExpr dyn(CelExpr expr) {
    return CelExpr.ofCall(nextId++, Optional.empty(), "dyn", ImmutableList.of(expr));
  }
}
