package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows with columns as wide as their widest cell; numbers to the right.
final class Table {
  private final List<List<Cell>> rows = new ArrayList<>();

  private record Cell(String text, boolean right) {}

  void header(String... names) {
    rows.add(Arrays.stream(names).map(name -> new Cell(name, false)).toList());
  }

  /// What is null or not there is `-`.
  void row(JsonNode... values) {
    rows.add(Arrays.stream(values).map(Table::cell).toList());
  }

  private static Cell cell(JsonNode value) {
    String text = value.isMissingNode() || value.isNull() ? "-" : value.asText();
    return new Cell(text.replaceAll("\\R", " "), value.isNumber());
  }

  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<Cell> row : rows)
      for (int i = 0; i < row.size(); i++)
        widths[i] = Math.max(widths[i], row.get(i).text().length());
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<Cell> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      String space = " ".repeat(widths[i] - cell.text().length());
      line.append(i == 0 ? "" : "  ")
          .append(cell.right() ? space + cell.text() : cell.text() + space);
    }
    return line.toString().stripTrailing();
  }
}
