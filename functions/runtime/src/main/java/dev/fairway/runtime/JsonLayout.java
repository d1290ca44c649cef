package dev.fairway.runtime;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/// Log lines for machines: each an object with `time`, `level` and `logger`, then the fields of a
/// [LogLine], or the `message` of whoever writes another one, then the `exception`.
final class JsonLayout extends ExtFormatter {
  @Override
  public String format(ExtLogRecord record) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", record.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
    line.put("level", record.getLevel().getName());
    line.put("logger", String.valueOf(record.getLoggerName()));
    Object[] parameters = record.getParameters();
    if (parameters != null && parameters.length == 1 && parameters[0] instanceof LogLine fields)
      line.putAll(fields.fields());
    else line.put("message", String.valueOf(record.getFormattedMessage()));
    if (record.getThrown() != null) line.put("exception", trace(record.getThrown()));
    return new String(Json.write(line), StandardCharsets.UTF_8) + "\n";
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
