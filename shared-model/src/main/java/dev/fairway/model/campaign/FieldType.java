package dev.fairway.model.campaign;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Types of declared fields, and how a value of each stands in a lead: string, text, email, phone,
/// url as String; integer and score as Long; float as Double; date as ISO `yyyy-MM-dd`; datetime as
/// ISO instant in UTC; string[] as a list of String.
public enum FieldType {
  STRING("string"),
  TEXT("text"),
  INTEGER("integer"),
  FLOAT("float"),
  SCORE("score"),
  BOOLEAN("boolean"),
  DATE("date"),
  DATETIME("datetime"),
  EMAIL("email"),
  PHONE("phone"),
  URL("url"),
  STRINGS("string[]"),
  /// Whatever comes; in event data only.
  ANY("any");

  /// No text of a lead is longer (characters).
  public static final int MAX_TEXT = 32_768;

  private static final DateTimeFormatter DATES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final Pattern MAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,255}");
  private static final Pattern DIGITS = Pattern.compile("[+-]?\\d{1,19}");
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private final String label;

  FieldType(String label) {
    this.label = label;
  }

  /// As campaign files write it.
  public String label() {
    return label;
  }

  public static Optional<FieldType> of(String label) {
    return Arrays.stream(values()).filter(type -> type.label.equals(label)).findFirst();
  }

  /// Types of which comparisons ask for order on a number line.
  public boolean numeric() {
    return this == INTEGER || this == FLOAT || this == SCORE;
  }

  public boolean temporal() {
    return this == DATE || this == DATETIME;
  }

  /// Types whose absent value is the empty text.
  public boolean textual() {
    return this == STRING || this == TEXT || this == EMAIL || this == PHONE || this == URL;
  }

  /// What a raw value is for this type.
  public sealed interface Reading {
    /// @param value in the form described at the type
    record Value(Object value) implements Reading {}

    /// Nothing: the field becomes unset. The empty text is nothing, for every type.
    record Empty() implements Reading {}

    /// @param message says what is expected, without naming the field
    record Wrong(String message) implements Reading {}
  }

  /// Read a value as JSON, a campaign file or a rendered token gives it.
  public Reading read(Object raw) {
    if (raw instanceof String text && text.isEmpty()) return new Reading.Empty();
    if (raw instanceof String text && text.length() > MAX_TEXT)
      return new Reading.Wrong("must have at most " + MAX_TEXT + " characters");
    return switch (this) {
      case STRING, TEXT -> text(raw);
      case EMAIL -> matching(raw, MAIL, "must be an email address such as ann@acme.example");
      case PHONE -> matching(raw, PHONES, "must be a phone number such as +1 555 0100");
      case URL -> matching(raw, URLS, "must be a URL without spaces");
      case INTEGER, SCORE -> integer(raw);
      case FLOAT -> decimal(raw);
      case BOOLEAN -> bool(raw);
      case DATE -> date(raw);
      case DATETIME -> datetime(raw);
      case STRINGS -> strings(raw);
      case ANY -> new Reading.Value(raw);
    };
  }

  private static final Pattern PHONES = Pattern.compile("[+0-9][0-9 ()./x#-]{1,39}");
  private static final Pattern URLS = Pattern.compile("\\S{1,2048}");

  /// Read what an expression yields: times come as instants, also for a date field, whose days
  /// begin in UTC there; numbers are rounded down for an integer field.
  public Reading computed(Object result) {
    if (this == DATE && result instanceof String time && time.endsWith("Z"))
      return read(time.substring(0, Math.min(10, time.length())));
    boolean whole = this == INTEGER || this == SCORE;
    return whole && result instanceof Double number && Double.isFinite(number)
        ? read(Math.floor(number))
        : read(result);
  }

  private static Reading text(Object raw) {
    return raw instanceof String text
        ? new Reading.Value(text)
        : new Reading.Wrong("must be text" + got(raw));
  }

  private static Reading matching(Object raw, Pattern pattern, String expected) {
    return raw instanceof String text && pattern.matcher(text).matches()
        ? new Reading.Value(text)
        : new Reading.Wrong(expected + got(raw));
  }

  private static Reading integer(Object raw) {
    var wrong = new Reading.Wrong("must be a whole number such as 42" + got(raw));
    return switch (raw) {
      case Long number -> new Reading.Value(number);
      case Integer number -> new Reading.Value(number.longValue());
      case Double number -> whole(BigDecimal.valueOf(finite(number)), wrong);
      case String text when DIGITS.matcher(text.strip()).matches() ->
          whole(new BigDecimal(text.strip()), wrong);
      default -> wrong;
    };
  }

  private static double finite(double number) {
    return Double.isFinite(number) ? number : 0.5;
  }

  private static Reading whole(BigDecimal number, Reading wrong) {
    boolean fits =
        number.stripTrailingZeros().scale() <= 0
            && number.compareTo(MIN_LONG) >= 0
            && number.compareTo(MAX_LONG) <= 0;
    return fits ? new Reading.Value(number.longValueExact()) : wrong;
  }

  private static Reading decimal(Object raw) {
    var wrong = new Reading.Wrong("must be a number such as 4.5" + got(raw));
    double number =
        switch (raw) {
          case Number value -> value.doubleValue();
          case String text when NUMBER.matcher(text.strip()).matches() ->
              Double.parseDouble(text.strip());
          default -> Double.NaN;
        };
    return Double.isFinite(number) ? new Reading.Value(number) : wrong;
  }

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");

  private static Reading bool(Object raw) {
    return switch (raw) {
      case Boolean value -> new Reading.Value(value);
      case String text when text.equalsIgnoreCase("true") -> new Reading.Value(true);
      case String text when text.equalsIgnoreCase("false") -> new Reading.Value(false);
      default -> new Reading.Wrong("must be true or false" + got(raw));
    };
  }

  private static Reading date(Object raw) {
    try {
      if (raw instanceof String text) {
        LocalDate date = LocalDate.parse(text.strip(), DATES);
        if (date.getYear() >= 1 && date.getYear() <= 9999)
          return new Reading.Value(date.toString());
      }
    } catch (DateTimeException e) {
      return new Reading.Wrong("must be a date such as 2026-03-01" + got(raw));
    }
    return new Reading.Wrong("must be a date such as 2026-03-01" + got(raw));
  }

  private static Reading datetime(Object raw) {
    String expected = "must be a time with its zone such as 2026-03-01T09:00:00Z" + got(raw);
    try {
      if (raw instanceof String text) {
        Instant instant = OffsetDateTime.parse(text.strip()).toInstant();
        return new Reading.Value(instant.toString());
      }
    } catch (DateTimeException e) {
      return new Reading.Wrong(expected);
    }
    return new Reading.Wrong(expected);
  }

  private static Reading strings(Object raw) {
    List<?> given =
        switch (raw) {
          case List<?> list -> list;
          case String text -> Arrays.asList(text.split(",", -1));
          default -> List.of(raw);
        };
    List<String> texts = new ArrayList<>();
    for (Object part : given) {
      if (!(part instanceof String text))
        return new Reading.Wrong("must be a list of texts" + got(raw));
      if (!text.isBlank()) texts.add(text.strip());
    }
    return texts.isEmpty() ? new Reading.Empty() : new Reading.Value(List.copyOf(texts));
  }

  /// Values are shown shortened: they may be anything.
  private static String got(Object raw) {
    String text = String.valueOf(raw);
    return ", not \"" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "\"";
  }
}
