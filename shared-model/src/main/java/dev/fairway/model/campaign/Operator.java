package dev.fairway.model.campaign;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Filter operators, as campaign files write them, and for which fields.
public enum Operator {
  IS("is", Operands.SOME, Kinds.TEXT, Kinds.NUMBER, Kinds.TIME, Kinds.BOOLEAN),
  IS_NOT("is not", Operands.SOME, Kinds.TEXT, Kinds.NUMBER, Kinds.TIME, Kinds.BOOLEAN),
  IS_EMPTY("is empty", Operands.NONE, Kinds.values()),
  IS_NOT_EMPTY("is not empty", Operands.NONE, Kinds.values()),
  CONTAINS("contains", Operands.SOME, Kinds.TEXT, Kinds.LIST),
  NOT_CONTAINS("not contains", Operands.SOME, Kinds.TEXT, Kinds.LIST),
  STARTS_WITH("starts with", Operands.SOME, Kinds.TEXT),
  NOT_STARTS_WITH("not starts with", Operands.SOME, Kinds.TEXT),
  GREATER_THAN("greater than", Operands.ONE, Kinds.NUMBER),
  LESS_THAN("less than", Operands.ONE, Kinds.NUMBER),
  AT_LEAST("at least", Operands.ONE, Kinds.NUMBER),
  AT_MOST("at most", Operands.ONE, Kinds.NUMBER),
  BETWEEN("between", Operands.TWO, Kinds.NUMBER, Kinds.TIME),
  BEFORE("before", Operands.ONE, Kinds.TIME),
  AFTER("after", Operands.ONE, Kinds.TIME),
  ON_OR_BEFORE("on or before", Operands.ONE, Kinds.TIME),
  ON_OR_AFTER("on or after", Operands.ONE, Kinds.TIME),
  IN_PAST("in past", Operands.DURATION, Kinds.TIME),
  IN_PAST_BEFORE("in past before", Operands.DURATION, Kinds.TIME),
  IN_FUTURE("in future", Operands.DURATION, Kinds.TIME),
  IN_FUTURE_AFTER("in future after", Operands.DURATION, Kinds.TIME),
  IN_TIME_FRAME("in time frame", Operands.FRAME, Kinds.TIME);

  /// What it takes: as many values of the field's type, or one [java.time.Duration] or [TimeFrame].
  public enum Operands {
    NONE,
    ONE,
    /// A lower and an upper bound, both inclusive.
    TWO,
    SOME,
    DURATION,
    FRAME
  }

  enum Kinds {
    TEXT,
    NUMBER,
    TIME,
    BOOLEAN,
    LIST;

    static Kinds of(FieldType type) {
      return switch (type) {
        case STRING, TEXT, EMAIL, PHONE, URL, ANY -> TEXT;
        case INTEGER, FLOAT, SCORE -> NUMBER;
        case DATE, DATETIME -> TIME;
        case BOOLEAN -> BOOLEAN;
        case STRINGS -> LIST;
      };
    }
  }

  private final String label;
  private final Operands operands;
  private final Set<Kinds> kinds;

  Operator(String label, Operands operands, Kinds... kinds) {
    this.label = label;
    this.operands = operands;
    this.kinds = EnumSet.copyOf(List.of(kinds));
  }

  public String label() {
    return label;
  }

  public Operands operands() {
    return operands;
  }

  public boolean suits(FieldType type) {
    return kinds.contains(Kinds.of(type));
  }

  /// Labels of the operators that suit a field of this type.
  public static List<String> labels(FieldType type) {
    return Arrays.stream(values()).filter(op -> op.suits(type)).map(Operator::label).toList();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(Operator::label).toList();
  }

  public static Optional<Operator> of(String label) {
    return Arrays.stream(values()).filter(op -> op.label.equals(label)).findFirst();
  }
}
