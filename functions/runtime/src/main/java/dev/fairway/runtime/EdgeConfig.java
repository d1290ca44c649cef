package dev.fairway.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/// What the path `/` of a function takes.
@ConfigMapping(prefix = "fairway.edge")
public interface EdgeConfig {
  /// Whether the function takes events at all.
  @WithDefault("true")
  boolean events();

  /// Event types with a function behind them; `*` takes all.
  @WithDefault("*")
  List<String> types();

  /// The largest event, in bytes. Engine events carry batches of tasks.
  @WithDefault("4194304")
  int eventBytes();
}
