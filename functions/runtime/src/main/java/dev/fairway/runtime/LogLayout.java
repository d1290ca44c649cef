package dev.fairway.runtime;

import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.logging.Handler;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.ConsoleHandler;

/// Lays the console's lines out for machines, unless `fairway.log.plain` asks for the pattern.
@Singleton
class LogLayout {
  /// The router is the first that every function hears of, before anything of ours is made that
  /// might say something.
  void choose(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Router first,
      @ConfigProperty(name = "fairway.log.plain") boolean plain) {
    if (!plain) lay(root().getHandlers());
  }

  static org.jboss.logmanager.Logger root() {
    return LogContext.getLogContext().getLogger("");
  }

  private static void lay(Handler[] handlers) {
    for (Handler handler : handlers) {
      if (handler instanceof ConsoleHandler console) console.setFormatter(new JsonLayout());
      else if (handler instanceof ExtHandler around) lay(around.getHandlers());
    }
  }
}
