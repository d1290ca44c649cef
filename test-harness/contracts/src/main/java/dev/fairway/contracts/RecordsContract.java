package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.OpenTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.StepCommit.Result;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.TenantRecord.Key;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Records;
import dev.fairway.ports.TaskJournal.Commits;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every store of records does, by itself and in the commits of visits.
public abstract class RecordsContract extends LeadDatabaseContract {
  protected RecordsContract(LeadDatabase store) {
    super(store);
  }

  private static final Key ACME = Key.company("Acme ").orElseThrow();
  private static final Key ZETA = Key.company("zeta").orElseThrow();

  private TenantRecord read(Key key) {
    return await(records.find(database, List.of(new Records.Address(tenant, key)))).getFirst();
  }

  private TenantRecord upsert(Key key, Map<String, Object> fields, boolean replace) {
    LeadPatch patch = new LeadPatch(fields, List.of(), false);
    return await(records.upsert(database, tenant, key, patch, replace));
  }

  private static TenantRecord record(Key key, long version, Object n) {
    return new TenantRecord(key, version, Map.of("n", n));
  }

  private OpenTask opened(String lead) {
    return open(acceptOne(lead, lead + "-1"));
  }

  private static StepCommit changing(OpenTask task, LeadPatch patch, TenantRecord... records) {
    return visit(task, patch, DONE).with(List.of(records));
  }

  private static StepCommit changing(OpenTask task, TenantRecord... records) {
    return changing(task, set("n", 1L), records);
  }

  private Map<String, Object> fieldsOf(String lead) {
    return await(leads.read(database, List.of(new Leads.Address(tenant, new LeadRef.ById(lead)))))
        .getFirst()
        .orElseThrow()
        .fields();
  }

  @Test
  void a_record_is_made_changed_replaced_and_deleted() {
    assertThat(read(ACME)).isEqualTo(TenantRecord.none(ACME));
    assertThat(upsert(ACME, Map.of("n", 1L), false)).isEqualTo(record(ACME, 1, 1L));
    assertThat(upsert(ACME, Map.of("m", 2L), false))
        .isEqualTo(new TenantRecord(ACME, 2, Map.of("n", 1L, "m", 2L)));
    LeadPatch clear = new LeadPatch(Map.of(), List.of("n"), false);
    await(records.upsert(database, tenant, ACME, clear, false));
    assertThat(read(ACME)).isEqualTo(new TenantRecord(ACME, 3, Map.of("m", 2L)));
    assertThat(upsert(ACME, Map.of("n", 5L), true)).isEqualTo(record(ACME, 4, 5L));
    assertThat(await(records.delete(database, tenant, ACME))).isTrue();
    assertThat(await(records.delete(database, tenant, ACME))).isFalse();
    assertThat(read(ACME).exists()).isFalse();
  }

  @Test
  void records_of_a_type_are_listed_by_key_and_those_of_others_are_not() {
    upsert(ZETA, Map.of(), false);
    upsert(ACME, Map.of(), false);
    upsert(Key.object("order", "bolt"), Map.of(), false);
    await(records.upsert(database, tenant + 500_000, ACME, LeadPatch.NONE, false));
    assertThat(list(Optional.empty(), 10)).containsExactly("acme", "zeta");
    assertThat(list(Optional.of("acme"), 10)).containsExactly("zeta");
    assertThat(list(Optional.empty(), 1)).containsExactly("acme");
  }

  private List<String> list(Optional<String> after, int limit) {
    return await(records.list(database, tenant, ACME.type(), after, limit)).stream()
        .map(row -> row.key().key())
        .toList();
  }

  @Test
  void a_commit_makes_a_record_and_the_next_one_changes_it() {
    OpenTask ann = opened("ann");
    OpenTask bob = opened("bob");
    assertThat(commitOne(changing(ann, record(ACME, 0, 1L)))).isEqualTo(new Result.Committed());
    assertThat(read(ACME)).isEqualTo(record(ACME, 1, 1L));
    assertThat(commitOne(changing(bob, record(ACME, 1, 2L)))).isEqualTo(new Result.Committed());
    assertThat(read(ACME)).isEqualTo(record(ACME, 2, 2L));
  }

  @Test
  void a_record_changed_meanwhile_is_a_conflict_and_the_lead_stays_too() {
    OpenTask ann = opened("ann");
    OpenTask bob = opened("bob");
    upsert(ACME, Map.of("n", 7L), false);
    assertThat(
            commit(
                changing(ann, record(ACME, 0, 1L), record(ZETA, 0, 1L)),
                changing(bob, record(ACME, 1, 8L))))
        .containsExactly(new Result.Conflict(), new Result.Committed());
    assertThat(fieldsOf("ann")).isEmpty();
    assertThat(open(ann.queued()).progress()).isZero();
    assertThat(read(ACME)).isEqualTo(record(ACME, 2, 8L));
    assertThat(list(Optional.empty(), 10)).containsExactly("acme");
  }

  @Test
  void a_record_that_is_gone_is_a_conflict() {
    OpenTask ann = opened("ann");
    assertThat(commitOne(changing(ann, record(ACME, 1, 1L)))).isEqualTo(new Result.Conflict());
    assertThat(list(Optional.empty(), 10)).isEmpty();
  }

  @Test
  void a_lead_changed_meanwhile_leaves_the_record_and_breaks_the_chain_behind_it() {
    OpenTask ann = opened("ann");
    OpenTask bob = opened("bob");
    OpenTask cid = opened("cid");
    await(
        leads.upsert(database, tenant, List.of(new Leads.Upsert("ann", set("plan", "x"), false))));
    assertThat(
            commit(
                changing(ann, record(ACME, 0, 1L)),
                changing(bob, record(ACME, 1, 2L)),
                changing(cid, record(ZETA, 0, 3L))))
        .containsExactly(new Result.Conflict(), new Result.Conflict(), new Result.Committed());
    assertThat(read(ACME).exists()).isFalse();
    assertThat(read(ZETA)).isEqualTo(record(ZETA, 1, 3L));
    assertThat(fieldsOf("bob")).isEmpty();
  }

  @Test
  void a_hundred_leads_of_one_company_commit_at_once() {
    List<StepCommit> commits = new ArrayList<>();
    for (int i = 0; i < 100; i++) commits.add(changing(opened("l" + i), record(ACME, i, (long) i)));
    assertThat(await(journal.commit(database, commits)).results())
        .containsOnly(new Result.Committed());
    assertThat(read(ACME)).isEqualTo(record(ACME, 100, 99L));
  }

  @Test
  void another_tenants_record_of_the_same_key_is_another_one() {
    OpenTask ann = opened("ann");
    await(records.upsert(database, tenant + 500_000, ACME, LeadPatch.NONE, false));
    assertThat(commitOne(changing(ann, record(ACME, 0, 1L)))).isEqualTo(new Result.Committed());
    assertThat(read(ACME)).isEqualTo(record(ACME, 1, 1L));
  }

  /// Each writer's batch changes two records, in an order of its own.
  @Test
  void of_concurrent_writers_one_is_right_and_no_change_is_lost() {
    List<List<OpenTask>> batches = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      List<OpenTask> batch = new ArrayList<>();
      for (int i = 0; i < 10; i++) batch.add(opened("w" + writer + "-" + i));
      batches.add(batch);
    }
    while (batches.stream().anyMatch(batch -> !batch.isEmpty())) {
      List<Uni<Commits>> running = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        List<StepCommit> commits = counting(batches.get(writer), writer % 2 == 0);
        running.add(journal.commit(database, commits));
      }
      List<Commits> done = await(Uni.join().all(running).andFailFast());
      for (int writer = 0; writer < 4; writer++) drop(batches.get(writer), done.get(writer));
    }
    assertThat(read(ACME)).isEqualTo(record(ACME, 40, 40L));
    assertThat(read(ZETA)).isEqualTo(record(ZETA, 40, 40L));
  }

  private List<StepCommit> counting(List<OpenTask> tasks, boolean forwards) {
    TenantRecord acme = read(ACME);
    TenantRecord zeta = read(ZETA);
    List<StepCommit> commits = new ArrayList<>();
    for (OpenTask task : tasks) {
      acme = acme.with("n", acme.version() + 1);
      zeta = zeta.with("n", zeta.version() + 1);
      commits.add(forwards ? changing(task, acme, zeta) : changing(task, zeta, acme));
      acme = acme.stored();
      zeta = zeta.stored();
    }
    return commits;
  }

  private static void drop(List<OpenTask> tasks, Commits done) {
    List<OpenTask> left = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++)
      if (done.results().get(i) instanceof Result.Conflict) left.add(tasks.get(i));
      else assertThat(done.results().get(i)).isEqualTo(new Result.Committed());
    tasks.retainAll(left);
  }
}
