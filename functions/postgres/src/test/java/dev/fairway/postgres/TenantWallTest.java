package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Row-level security, tried with the application's own role and plain SQL.
class TenantWallTest {
  private static final List<String> TABLES =
      List.of(
          "lead",
          "task",
          "seen",
          "heard",
          "entry",
          "activity",
          "outbox",
          "flow",
          "member",
          "record");
  private static final int A = 71;
  private static final int B = 72;
  private final LeadStore store = LeadStore.get();

  @Test
  void without_a_setting_the_application_sees_nothing() throws SQLException {
    fill();
    try (Connection app = store.app()) {
      for (String table : TABLES) assertThat(count(app, table)).as(table).isZero();
    }
  }

  @Test
  void with_the_setting_of_one_tenant_another_ones_rows_do_not_exist() throws SQLException {
    fill();
    try (Connection app = store.app()) {
      app.setAutoCommit(false);
      run(app, "set local fairway.tenants = '{" + A + "}'");
      for (String table : TABLES) {
        assertThat(count(app, table)).as(table).isPositive();
        assertThat(count(app, table + " where tenant <> " + A)).as(table).isZero();
      }
      assertThat(changed(app, "delete from fairway.lead where tenant = " + B)).isZero();
      assertThat(changed(app, "update fairway.task set state = 4 where tenant = " + B)).isZero();
      assertThatThrownBy(
              () -> run(app, "insert into fairway.flow (tenant, mode, epoch) values (73, 0, 0)"))
          .hasMessageContaining("row-level security");
    }
  }

  @Test
  void the_setting_ends_with_its_transaction() throws SQLException {
    fill();
    try (Connection app = store.app()) {
      run(app, "select fairway.list_leads(" + A + ", null, 10)");
      for (String table : TABLES) assertThat(count(app, table)).as(table).isZero();
    }
  }

  @Test
  void the_engines_own_switch_opens_nothing_for_the_application() throws SQLException {
    fill();
    try (Connection app = store.app()) {
      app.setAutoCommit(false);
      run(app, "set local fairway.engine = 'on'");
      for (String table : TABLES) assertThat(count(app, table)).as(table).isZero();
    }
  }

  @Test
  void partitions_cannot_be_reached_past_their_parents() throws SQLException {
    try (Connection app = store.app()) {
      for (String partition : List.of("seen_0", "heard_0", "activity_other"))
        assertThatThrownBy(() -> count(app, partition)).hasMessageContaining("permission denied");
    }
  }

  @Test
  void the_application_cannot_move_the_clock_nor_change_the_schema() throws SQLException {
    try (Connection app = store.app()) {
      for (String statement :
          List.of(
              "select fairway.advance_clock('1 day')",
              "update fairway.clock_offset set moved_by = '1 day'",
              "alter table fairway.lead disable row level security",
              "create table fairway.other (n int)",
              "truncate fairway.task"))
        assertThatThrownBy(() -> run(app, statement))
            .as(statement)
            .isInstanceOf(SQLException.class);
    }
  }

  private void fill() throws SQLException {
    try (Connection admin = store.superuser()) {
      for (int tenant : List.of(A, B)) {
        String id = "'" + new UUID(1, tenant) + "'";
        run(
            admin,
            """
            insert into fairway.lead (number, tenant, id, created_at) values (%2$s, %1$s, 'l', now()) on conflict do nothing;
            insert into fairway.task (id, tenant, campaign, version, lead, position, state, family, priority, at,
              accepted_at, digest, event) values (%3$s, %1$s, 1, 1, %2$s, 1, 4, 0, 0, '', now(), %3$s, '{}') on conflict do nothing;
            insert into fairway.seen values (%3$s, %1$s, 1, 1, %2$s, 10, %3$s, now(), now()) on conflict do nothing;
            insert into fairway.heard values (%3$s, %1$s, now()) on conflict do nothing;
            insert into fairway.entry values (%1$s, 1, %2$s, now(), %3$s) on conflict do nothing;
            insert into fairway.activity (seq, tenant, lead, at, type, attributes) values (0, %1$s, %2$s, now(), 't', '{}');
            insert into fairway.outbox (tenant, lead, event) values (%1$s, %2$s, '{}');
            insert into fairway.flow values (%1$s, 0, 0) on conflict do nothing;
            insert into fairway.member values (%1$s, 'lists/vip', %2$s) on conflict do nothing;
            insert into fairway.record values (%1$s, 'company', 'acme', 1, '{}') on conflict do nothing
            """
                .formatted(tenant, -tenant, id));
      }
    }
  }

  @Test
  void a_function_that_a_later_migration_makes_is_the_applications_to_call() throws SQLException {
    try (Connection admin = store.superuser();
        Connection app = store.app()) {
      run(admin, "set role fairway_owner");
      run(admin, "create function fairway.made_later() returns int language sql return 1");
      run(app, "select fairway.made_later()");
      run(admin, "reset role");
      run(admin, "create role somebody");
      run(admin, "grant usage on schema fairway to somebody");
      run(admin, "set role somebody");
      assertThatThrownBy(() -> run(admin, "select fairway.made_later()"))
          .hasMessageContaining("permission denied for function");
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int changed(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static long count(Connection connection, String from) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from fairway." + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
