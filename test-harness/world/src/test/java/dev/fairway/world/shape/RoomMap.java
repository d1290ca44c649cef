package dev.fairway.world.shape;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the README's map: a folder at the margin, its rooms indented under it.
///
/// ```
/// functions/
///   enqueue/      CloudEvent in
///   action-person/ action-scoring/ action-flow/   one function per family
/// ```
final class RoomMap {
  private static final Pattern FOLDER = Pattern.compile("^([a-z-]+)/.*");
  private static final Pattern LINE = Pattern.compile("^[ \\u2500-\\u257f]+((?:[a-z-]+/\\s+)+).*");
  private static final Pattern ROOM = Pattern.compile("([a-z-]+)/\\s");

  private RoomMap() {}

  static Set<String> rooms(String readme) {
    Set<String> rooms = new TreeSet<>();
    String folder = "";
    for (String line : readme.lines().toList()) {
      Matcher top = FOLDER.matcher(line);
      if (top.matches()) {
        folder = top.group(1);
        continue;
      }
      Matcher inner = LINE.matcher(line + " ");
      if (folder.isEmpty() || !inner.matches()) {
        if (!line.startsWith(" ")) folder = "";
        continue;
      }
      Matcher names = ROOM.matcher(inner.group(1));
      while (names.find()) rooms.add(folder + "/" + names.group(1));
    }
    return rooms;
  }
}
