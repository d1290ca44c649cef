package dev.fairway.world.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// CPU time by kind of process, from /proc: everything that descends from this process or works in
/// the engine's data directory. Look at least once a second: what a process used after the last
/// look at it is lost.
final class CpuTimes {
  private static final long TICKS_PER_SECOND = 100;

  /// Whose time it is.
  enum Kind {
    FUNCTIONS,
    POSTGRESQL,
    REDIS,
    LAUNCHER,
    LOAD
  }

  /// @param micros user and system time since it began
  private record Process(Kind kind, String name, long micros) {}

  private final long self = ProcessHandle.current().pid();
  private final Path data;
  private final Map<Long, Process> last = new HashMap<>();
  private final Map<Long, Long> base = new HashMap<>();

  /// @param data the engine's data directory
  CpuTimes(Path data) {
    this.data = data;
  }

  /// Counts from here.
  void begin() {
    last.clear();
    base.clear();
    look();
    last.forEach((pid, process) -> base.put(pid, process.micros()));
  }

  void look() {
    Map<Long, List<String>> stats = new HashMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      all.map(p -> p.getFileName().toString())
          .filter(n -> n.chars().allMatch(Character::isDigit))
          .forEach(n -> stat(n).ifPresent(s -> stats.put(Long.parseLong(n), s)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<Long, String> commands = new HashMap<>();
    stats.forEach((pid, stat) -> {
      String command = command(pid, stats, commands);
      if (!command.isEmpty()) last.put(pid, process(pid, stat, command));
    });
  }

  /// Micros since `begin`.
  Map<Kind, Long> byKind() {
    Map<Kind, Long> sums = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) sums.put(kind, 0L);
    last.forEach(
        (pid, p) -> sums.merge(p.kind(), p.micros() - base.getOrDefault(pid, 0L), Long::sum));
    return sums;
  }

  /// Micros since `begin`, by function.
  Map<String, Long> functions() {
    Map<String, Long> sums = new TreeMap<>();
    last.forEach((pid, p) -> {
      if (p.kind() == Kind.FUNCTIONS) {
        sums.merge(p.name(), p.micros() - base.getOrDefault(pid, 0L), Long::sum);
      }
    });
    return sums;
  }

  /// The command line of the process, empty if it is none of ours.
  private String command(long pid, Map<Long, List<String>> stats, Map<Long, String> known) {
    String seen = known.get(pid);
    if (seen != null) return seen;
    List<String> stat = stats.get(pid);
    String command = stat == null ? "" : commandLine(pid);
    boolean ours =
        pid == self
            || command.contains(data.toString())
            || (stat != null
                && pid > 1
                && !command(Long.parseLong(stat.get(1)), stats, known).isEmpty());
    String result = ours ? command + " " : "";
    known.put(pid, result);
    return result;
  }

  private Process process(long pid, List<String> stat, String command) {
    long ticks = Long.parseLong(stat.get(11)) + Long.parseLong(stat.get(12));
    Kind kind = kind(pid, command);
    // PostgreSQL ends backends: their time stands with the postmaster that waited for them
    if (kind == Kind.POSTGRESQL)
      ticks += Long.parseLong(stat.get(13)) + Long.parseLong(stat.get(14));
    return new Process(kind, name(command), ticks * 1_000_000 / TICKS_PER_SECOND);
  }

  private Kind kind(long pid, String command) {
    if (pid == self) return Kind.LAUNCHER;
    if (command.contains(Shooter.class.getName())) return Kind.LOAD;
    if (command.contains("postgres")) {
      return command.contains("quarkus-run.jar") ? Kind.FUNCTIONS : Kind.POSTGRESQL;
    }
    if (command.contains("redis") && !command.contains("quarkus-run.jar")) return Kind.REDIS;
    return Kind.FUNCTIONS;
  }

  private static String name(String command) {
    int at = command.indexOf("/target/quarkus-app");
    return at < 0 ? "other" : command.substring(command.lastIndexOf('/', at - 1) + 1, at);
  }

  /// Fields behind the command's name: 0 state, 1 parent, 11 utime, 12 stime, 13 cutime, 14 cstime.
  private static Optional<List<String>> stat(String pid) {
    try {
      String stat = Files.readString(Path.of("/proc", pid, "stat"));
      return Optional.of(List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")));
    } catch (IOException e) {
      return Optional.empty(); // ended while being read
    }
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // ended while being read
    }
  }
}
