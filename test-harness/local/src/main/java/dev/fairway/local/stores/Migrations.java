package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings a database to the schema this build expects, as the owner role.
final class Migrations {
  private Migrations() {}

  /// @param folder of the class path: `db/control` or `db/lead`
  /// @return how many migrations were run
  static int run(String ownerJdbcUrl, String folder) {
    try {
      return Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(ownerJdbcUrl, null, null)
          .schemas("fairway")
          .locations("classpath:" + folder)
          .validateMigrationNaming(true)
          .load()
          .migrate()
          .migrationsExecuted;
    } catch (FlywayException e) {
      throw new CannotStart(
          "the schema of %s does not migrate: %s".formatted(folder, firstLine(e)), e);
    }
  }

  private static String firstLine(FlywayException e) {
    return String.valueOf(e.getMessage()).lines().filter(l -> !l.isBlank()).findFirst().orElse("");
  }
}
