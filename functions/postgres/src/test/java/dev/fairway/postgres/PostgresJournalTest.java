package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.JournalContract;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;

class PostgresJournalTest extends JournalContract {
  private final LeadStore store = LeadStore.get();

  PostgresJournalTest() {
    super(LeadStore.get().ports());
  }

  /// Both ways: what the leads say, and what the table of members says.
  @AfterEach
  void members_are_those_that_the_leads_name() throws SQLException {
    try (Connection admin = store.superuser();
        var statement =
            admin.prepareStatement(
                """
                with said as (
                  select k.key, l.number from fairway.lead l, fairway.membership_keys(l.memberships) k where l.tenant = ?
                ), listed as (
                  select m.key, m.lead from fairway.member m where m.tenant = ?
                )
                (select * from said except select * from listed) union all (select * from listed except select * from said)
                """)) {
      statement.setInt(1, tenant);
      statement.setInt(2, tenant);
      try (var rows = statement.executeQuery()) {
        assertThat(rows.next()).isFalse();
      }
    }
  }
}
