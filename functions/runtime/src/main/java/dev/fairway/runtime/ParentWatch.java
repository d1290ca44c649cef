package dev.fairway.runtime;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Ends a function whose launcher is gone: `FAIRWAY_PARENT=stdin` ties the process to its standard
/// input, which the system closes however the launcher dies.
@Singleton
class ParentWatch {
  private static final Logger LOG = Logger.getLogger(ParentWatch.class);

  private final Optional<String> parent;

  @Inject
  ParentWatch(@ConfigProperty(name = "fairway.parent") Optional<String> parent) {
    this.parent = parent;
  }

  void begin(@Observes StartupEvent started) {
    if (parent.filter("stdin"::equals).isEmpty()) return;
    Thread.ofPlatform()
        .name("parent-watch")
        .daemon()
        .start(() -> {
          awaitEnd(System.in);
          Runtime.getRuntime().halt(0);
        });
  }

  static void awaitEnd(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.debug("standard input broke, which ends it as well", e);
    }
  }
}
