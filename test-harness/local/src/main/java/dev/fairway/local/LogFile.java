package dev.fairway.local;

import dev.fairway.local.shell.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Where the launcher's own log goes: a file of the data folder, so that the terminal stays
/// readable; errors also to the terminal.
final class LogFile {
  private static final int BYTES = 10 << 20;

  /// Kept: the log manager itself holds its loggers only weakly.
  private static final Logger ROOT = Logger.getLogger("");

  private LogFile() {}

  static void open(Path data) {
    try {
      Files.createDirectories(data);
      var file = new FileHandler(data.resolve("launcher.log").toString(), BYTES, 1, true);
      var console = new ConsoleHandler();
      console.setLevel(Level.SEVERE);
      for (Handler before : ROOT.getHandlers()) ROOT.removeHandler(before);
      for (Handler handler : new Handler[] {file, console}) {
        handler.setFormatter(new SimpleFormatter());
        ROOT.addHandler(handler);
      }
      ROOT.setLevel(Level.INFO);
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + data + ": " + e.getMessage(), e);
    }
  }
}
