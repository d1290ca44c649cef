package dev.fairway.model.campaign;

/// Filter operators, as campaign files write them.
public enum Operator {
  IS("is"),
  IS_NOT("is not"),
  IS_EMPTY("is empty"),
  IS_NOT_EMPTY("is not empty"),
  CONTAINS("contains"),
  NOT_CONTAINS("not contains"),
  GREATER_THAN("greater than"),
  LESS_THAN("less than"),
  AT_LEAST("at least"),
  AT_MOST("at most"),
  BETWEEN("between"),
  BEFORE("before"),
  AFTER("after"),
  ON_OR_BEFORE("on or before"),
  ON_OR_AFTER("on or after");

  private final String label;

  Operator(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
