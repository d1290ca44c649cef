package dev.fairway.steps.membership;

import dev.fairway.actions.ActionsContract;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships.Key;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class MembershipActionsTest extends ActionsContract {
  private final Membership membership = new Membership();

  @Override
  protected Family family() {
    return Family.MEMBERSHIP;
  }

  @Override
  protected Assets assets() {
    return Assets.NONE.with(
        List.of(
            new Declaration.UserPool("sales", List.of("ann", "bob")),
            new Declaration.UserPool("support", List.of("cid"))));
  }

  private static final TenantRecord TURN =
      new TenantRecord(TenantRecord.Key.pool("sales"), 3, Map.of("turn", 3L));

  @Override
  protected List<TenantRecord> records() {
    return List.of(TURN);
  }

  private static StepResult owned(String owner) {
    return StepResult.set(
        "owner", owner, "person.dataChanged", Map.of("attribute", "owner", "newValue", owner));
  }

  @Override
  protected Stream<Row> rows() {
    return Stream.of(
            both("list", "lists", membership.listAdd(), membership.listRemove()),
            both("fieldset", "fieldsets", membership.fieldsetAdd(), membership.fieldsetRemove()),
            both("account", "accounts", membership.accountAdd(), membership.accountRemove()),
            change(),
            owner())
        .flatMap(rows -> rows);
  }

  private static Stream<Row> both(
      String what, String label, DatabaseAction add, DatabaseAction remove) {
    Kind kind = Kind.valueOf(label.toUpperCase(java.util.Locale.ROOT));
    Map<String, Object> with = Map.of(what, "vip");
    Map<String, Object> there = Map.of(label, Map.of("vip", Map.of("since", "monday")));
    Map<String, Object> elsewhere = Map.of(label, Map.of("other", Map.of()));
    return Stream.of(
        member(
            "the lead is added",
            add,
            elsewhere,
            with,
            new StepResult.Changed(
                LeadPatch.join(kind, "vip", Map.of("since", NOW)), what + ".added", with)),
        member("who is there is not added again", add, there, with, "unchanged"),
        member(
            "the lead is removed",
            remove,
            there,
            with,
            new StepResult.Changed(LeadPatch.leave(kind, "vip"), what + ".removed", with)),
        member("who is not there is not removed", remove, elsewhere, with, "unchanged"));
  }

  private static Stream<Row> change() {
    var change = new MembershipChange();
    Map<String, Object> there = Map.of("lists", Map.of("vip", Map.of("since", "monday")));
    Map<String, Object> both =
        Map.of("add", List.of("vip", "new", "never"), "remove", List.of("vip", "never"));
    return Stream.of(
        member(
            "each change is told once, and what is in both is removed",
            change,
            there,
            both,
            new StepResult.Changed(
                new LeadPatch(
                    Map.of(),
                    List.of(),
                    Map.of(new Key(Kind.LISTS, "new"), Map.of("since", NOW)),
                    List.of(new Key(Kind.LISTS, "vip")),
                    false),
                List.of(
                    new StepResult.Fact("list.added", Map.of("list", "new")),
                    new StepResult.Fact("list.removed", Map.of("list", "vip"))))),
        member(
            "what is so already is no change",
            change,
            there,
            Map.of("add", List.of("vip"), "remove", List.of("other")),
            "unchanged"));
  }

  private static Stream<Row> owner() {
    var owner = new OwnerChange();
    return Stream.of(
        row(
            "the lead gets an owner",
            owner,
            Map.of("owner", "ann"),
            Map.of("user", "bob"),
            StepResult.set(
                "owner",
                "bob",
                "person.dataChanged",
                Map.of("attribute", "owner", "oldValue", "ann", "newValue", "bob"))),
        row(
            "the same owner changes nothing",
            owner,
            Map.of("owner", "bob"),
            Map.of("user", "bob"),
            "unchanged"),
        row(
            "whose turn it is in a pool owns the lead",
            owner,
            Map.of(),
            Map.of("pool", "sales"),
            new StepResult.Recorded(TURN.with("turn", 4L), owned("bob"))),
        row(
            "the first of a pool begins",
            owner,
            Map.of(),
            Map.of("pool", "support"),
            new StepResult.Recorded(
                TenantRecord.none(TenantRecord.Key.pool("support")).with("turn", 1L),
                owned("cid"))),
        row(
            "who owns the lead already keeps the turn",
            owner,
            Map.of("owner", "bob"),
            Map.of("pool", "sales"),
            "unchanged"),
        row(
            "user and pool are one too many",
            owner,
            Map.of(),
            Map.of("pool", "sales", "user", "ann"),
            "needs either user or pool"));
  }
}
