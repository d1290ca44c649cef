package dev.fairway.world.fair;

import java.util.List;
import java.util.Locale;

/// A drawing that brings its own light ground, so that it is read on any page.
final class Svg {
  static final String INK = "#1f2328";
  static final String FAINT = "#d0d7de";
  static final String SOFT = "#59636e";

  /// Told apart by colour-blind readers too. Source: Okabe, Ito, "Color Universal Design", 2008.
  static final List<String> COLOURS =
      List.of("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000");

  record Point(double x, double y) {}

  private final StringBuilder drawn = new StringBuilder();
  private final int width;
  private final int height;
  private final String title;

  Svg(int width, int height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
    element("<rect width='%d' height='%d' rx='6' fill='#ffffff'/>", width, height);
  }

  void line(double x1, double y1, double x2, double y2, String colour) {
    element("<path d='M%.1f %.1fL%.1f %.1f' stroke='%s'/>", x1, y1, x2, y2, colour);
  }

  void curve(List<Point> points, String colour, double thickness, double opacity) {
    if (points.isEmpty()) return;
    var path = new StringBuilder("M");
    for (Point p : points) path.append(String.format(Locale.ROOT, "%.1f %.1f ", p.x(), p.y()));
    element(
        "<path d='%s' fill='none' stroke='%s' stroke-width='%.1f' stroke-opacity='%.2f'"
            + " stroke-linejoin='round'/>",
        path.toString().strip(), colour, thickness, opacity);
  }

  void bar(double x, double y, double w, double h, String colour) {
    element("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", x, y, w, h, colour);
  }

  void dot(double x, double y, double radius, String colour) {
    element("<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s'/>", x, y, radius, colour);
  }

  /// @param anchor start, middle or end
  void text(double x, double y, String text, String anchor, int size, String colour) {
    element(
        "<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' fill='%s'>%s</text>",
        x, y, anchor, size, colour, escaped(text));
  }

  private void element(String format, Object... values) {
    drawn.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  String drawing() {
    return String.format(
        Locale.ROOT,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'"
            + " role='img' font-family='system-ui, Segoe UI, Helvetica, Arial, sans-serif'>%n"
            + "<title>%s</title>%n%s</svg>%n",
        width,
        height,
        width,
        height,
        escaped(title),
        drawn);
  }
}
