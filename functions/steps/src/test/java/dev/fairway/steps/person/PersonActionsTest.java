package dev.fairway.steps.person;

import dev.fairway.actions.ActionsContract;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import dev.fairway.model.Merge;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.visit.StepResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class PersonActionsTest extends ActionsContract {
  @Override
  protected Family family() {
    return Family.PERSON;
  }

  @Override
  protected Map<String, FieldType> fields() {
    return Map.of(
        "company.employees",
        FieldType.INTEGER,
        "title",
        FieldType.STRING,
        "trail",
        FieldType.TEXT,
        "size",
        FieldType.INTEGER,
        "tags",
        FieldType.STRINGS,
        "since",
        FieldType.DATE,
        "email",
        FieldType.EMAIL);
  }

  private static final TenantRecord ACME =
      new TenantRecord(
          TenantRecord.Key.company("acme").orElseThrow(),
          4,
          Map.of("name", "Acme", "employees", 9L));
  private static final TenantRecord ZETA =
      TenantRecord.none(TenantRecord.Key.company("zeta").orElseThrow()).with("name", "Zeta");
  private static final Map<String, Object> JOINS_ZETA =
      Map.of("attribute", "company", "newValue", "Zeta");
  private static final StepResult.Fact NEW_ZETA =
      new StepResult.Fact("company.created", Map.of("company", "zeta"));

  @Override
  protected List<TenantRecord> records() {
    return List.of(ACME);
  }

  private static Stream<Row> companies() {
    var add = new CompanyAdd();
    var update = new CompanyUpdate();
    LeadPatch ofZeta = new LeadPatch(Map.of("company", "Zeta"), List.of(), false);
    return Stream.of(
        row(
            "the lead is of a company that is made for it",
            add,
            Map.of(),
            Map.of("company", " Zeta"),
            new StepResult.Recorded(
                ZETA,
                new StepResult.Changed(
                    ofZeta,
                    List.of(new StepResult.Fact("person.dataChanged", JOINS_ZETA), NEW_ZETA)))),
        row(
            "a company that the lead names already is made",
            add,
            Map.of("company", "Zeta"),
            Map.of("company", "Zeta"),
            new StepResult.Recorded(
                ZETA, new StepResult.Changed(LeadPatch.NONE, List.of(NEW_ZETA)))),
        row(
            "a company that is known stays as it is",
            add,
            Map.of("company", "acme"),
            Map.of("company", "Acme"),
            data(
                "company",
                Map.of("attribute", "company", "oldValue", "acme", "newValue", "Acme"),
                "Acme")),
        row(
            "the same company changes nothing",
            add,
            Map.of("company", "Acme"),
            Map.of("company", "Acme"),
            "unchanged"),
        row(
            "a company without a name fails",
            add,
            Map.of(),
            Map.of("company", "{{lead.title}}"),
            "company must be text of 1 to 255"),
        row(
            "a field of the company is set",
            update,
            Map.of("company", "ACME"),
            Map.of("field", "employees", "value", "{{trigger.n}}"),
            updated(
                ACME.with("employees", 7L),
                Map.of(
                    "company", "acme", "attribute", "employees", "oldValue", 9L, "newValue", 7L))),
        row(
            "a field of the company is unset",
            update,
            Map.of("company", "ACME"),
            Map.of("field", "employees", "value", "NULL"),
            updated(
                ACME.with(new LeadPatch(Map.of(), List.of("employees"), false)),
                Map.of("company", "acme", "attribute", "employees", "oldValue", 9L))),
        row(
            "the company that is changed is made",
            update,
            Map.of("company", "Zeta"),
            Map.of("field", "employees", "value", "7"),
            updated(
                ZETA.with("employees", 7L),
                Map.of("company", "zeta", "attribute", "employees", "newValue", 7L))),
        row(
            "the same value is no event",
            update,
            Map.of("company", "Acme"),
            Map.of("field", "employees", "value", "9"),
            "unchanged"),
        row(
            "a lead without company has none to change",
            update,
            Map.of(),
            Map.of("field", "employees", "value", "9"),
            "the lead has no company"),
        row(
            "a value that the field does not take fails",
            update,
            Map.of("company", "Acme"),
            Map.of("field", "employees", "value", "{{trigger.word}}"),
            "value"));
  }

  private static StepResult updated(TenantRecord after, Map<String, Object> change) {
    return new StepResult.Recorded(
        after, new StepResult.Changed(LeadPatch.NONE, "company.dataChanged", change));
  }

  private static Map<String, Object> expression(String field, String source) {
    return Map.of("attribute", field, "expression", new Expression(source, Map.of(), ""));
  }

  private static Map<String, Object> person(String email) {
    return Map.of("fields", Map.of("email", email, "title", "Chief"));
  }

  private static StepResult data(String field, Map<String, Object> change, Object after) {
    return StepResult.set(field, after, "person.dataChanged", change);
  }

  @Override
  protected Stream<Row> rows() {
    return Stream.concat(leads(), companies());
  }

  private static Stream<Row> leads() {
    var set = new PersonSet();
    var append = new PersonAppend();
    var clear = new PersonClear();
    var compute = new PersonCompute();
    var tags = new TagsChange();
    var upsert = new PersonUpsert();
    var patch = new PersonPatch();
    var partition = new PersonPartition();
    var grant = new ConsentSet();
    var merge = new PersonMerge();
    var withdraw = new ConsentRemove();
    return Stream.of(
        row(
            "merge asks for it by address",
            merge,
            Map.of(),
            Map.of("winner", "a@b.example"),
            new StepResult.Merging(new LeadRef.ByEmail("a@b.example"), false)),
        row(
            "merge asks for it by id, and the loser's values stay if wanted",
            merge,
            Map.of(),
            Map.of("winner", "{{trigger.word}}", "conflict", "loser"),
            new StepResult.Merging(new LeadRef.ById("x"), true)),
        row(
                "merge is told that it is done",
                merge,
                Map.of(),
                Map.of("winner", "l1"),
                new StepResult.Changed(LeadPatch.NONE, "person.merged", Map.of("winner", "l1")))
            .told(Merge.Result.MERGED),
        row(
                "merge is told that there was nothing to do",
                merge,
                Map.of(),
                Map.of("winner", "l1"),
                "the lead and the winner are one already")
            .told(Merge.Result.SAME),
        row(
                "merge fails without a winner",
                merge,
                Map.of(),
                Map.of("winner", "zoe"),
                "there is no lead \"zoe\"")
            .told(Merge.Result.NO_WINNER),
        row(
            "set sets",
            set,
            Map.of(),
            Map.of("attribute", "title", "value", "Chief"),
            data("title", Map.of("attribute", "title", "newValue", "Chief"), "Chief")),
        row(
            "set reads the value as the field's type",
            set,
            Map.of("size", 3L),
            Map.of("attribute", "size", "value", "{{trigger.n}}"),
            data("size", Map.of("attribute", "size", "oldValue", 3L, "newValue", 7L), 7L)),
        row(
            "set of what is there changes nothing",
            set,
            Map.of("size", 7L),
            Map.of("attribute", "size", "value", "7"),
            "unchanged"),
        row(
            "set to NULL unsets",
            set,
            Map.of("size", 7L),
            Map.of("attribute", "size", "value", "NULL"),
            StepResult.cleared(
                "size", "person.dataChanged", Map.of("attribute", "size", "oldValue", 7L))),
        row(
            "set refuses what does not fit the type",
            set,
            Map.of(),
            Map.of("attribute", "size", "value", "{{trigger.word}}"),
            "value"),
        row(
            "append begins",
            append,
            Map.of(),
            Map.of("attribute", "trail", "value", "a"),
            data("trail", Map.of("attribute", "trail", "newValue", "a"), "a")),
        row(
            "append continues behind the separator",
            append,
            Map.of("trail", "a"),
            Map.of("attribute", "trail", "value", "{{trigger.n}}", "separator", "|"),
            data("trail", Map.of("attribute", "trail", "oldValue", "a", "newValue", "a|7"), "a|7")),
        row(
            "append to a list adds an element",
            append,
            Map.of("tags", List.of("a")),
            Map.of("attribute", "tags", "value", "b"),
            data(
                "tags",
                Map.of(
                    "attribute", "tags", "oldValue", List.of("a"), "newValue", List.of("a", "b")),
                List.of("a", "b"))),
        row(
            "append of nothing is skipped",
            append,
            Map.of("trail", "a"),
            Map.of("attribute", "trail", "value", ""),
            "nothing to append"),
        row(
            "clear unsets",
            clear,
            Map.of("title", "Chief"),
            Map.of("attribute", "title"),
            StepResult.cleared(
                "title", "person.dataChanged", Map.of("attribute", "title", "oldValue", "Chief"))),
        row(
            "clear of what is not set changes nothing",
            clear,
            Map.of(),
            Map.of("attribute", "title"),
            "unchanged"),
        row(
            "compute takes the expression's value",
            compute,
            Map.of(),
            expression("size", "6 * 7"),
            data("size", Map.of("attribute", "size", "newValue", 42L), 42L)),
        row(
            "compute of what is there changes nothing",
            compute,
            Map.of("size", 42L),
            expression("size", "6 * 7"),
            "unchanged"),
        row(
            "compute without a value fails",
            compute,
            Map.of(),
            expression("size", "none"),
            "no value"),
        row(
            "compute refuses a value of another type",
            compute,
            Map.of(),
            expression("since", "6 * 7"),
            "since"),
        row(
            "delete erases",
            new PersonDelete(),
            Map.of("title", "Chief"),
            Map.of(),
            new StepResult.Changed(
                new LeadPatch(Map.of(), List.of(), true), "person.deleted", Map.of())),
        row(
            "upsert changes another lead",
            upsert,
            Map.of("email", "a@x.example"),
            person("b@x.example"),
            new StepResult.ChangedOther(
                new LeadRef.ByEmail("b@x.example"),
                new LeadPatch(Map.of("email", "b@x.example", "title", "Chief"), List.of(), false),
                "person.upserted",
                Map.of("lookup", "email", "value", "b@x.example"))),
        row(
            "upsert of the task's own lead changes that one",
            upsert,
            Map.of("email", "B@x.example"),
            person("b@x.example"),
            new StepResult.Changed(
                new LeadPatch(Map.of("email", "b@x.example", "title", "Chief"), List.of(), false),
                "person.upserted",
                Map.of("lookup", "email", "value", "b@x.example"))),
        row(
            "upsert without the address fails",
            upsert,
            Map.of(),
            person("{{lead.email}}"),
            "fields.email is empty"),
        row(
            "tags are added once and removed",
            tags,
            Map.of("tags", List.of("a", "b")),
            Map.of("add", List.of("b", "c"), "remove", List.of("a")),
            data(
                "tags",
                Map.of(
                    "attribute",
                    "tags",
                    "oldValue",
                    List.of("a", "b"),
                    "newValue",
                    List.of("b", "c")),
                List.of("b", "c"))),
        row(
            "tags that are there already change nothing",
            tags,
            Map.of("tags", List.of("a")),
            Map.of("add", List.of("a")),
            "unchanged"),
        row(
            "the last tag removed unsets the field",
            tags,
            Map.of("tags", List.of("a")),
            Map.of("remove", List.of("a")),
            StepResult.cleared(
                "tags",
                "person.dataChanged",
                Map.of("attribute", "tags", "oldValue", List.of("a")))),
        row(
            "what changes is set and unset, each a fact of its own",
            patch,
            Map.of("title", "Chief", "size", 3L, "trail", "t"),
            patch(Map.of("title", "NULL", "size", "{{trigger.n}}", "trail", "t", "tags", "NULL")),
            new StepResult.Changed(
                new LeadPatch(Map.of("size", 7L), List.of("title"), false),
                List.of(
                    changed(Map.of("attribute", "size", "oldValue", 3L, "newValue", 7L)),
                    changed(Map.of("attribute", "title", "oldValue", "Chief"))))),
        row(
            "a patch of what is there changes nothing",
            patch,
            Map.of("size", 7L),
            patch(Map.of("size", "7", "title", "NULL")),
            "unchanged"),
        row(
            "a patch that does not fit its type fails whole",
            patch,
            Map.of(),
            patch(Map.of("size", "{{trigger.word}}", "title", "x")),
            "fields is wrong: size must be a whole number"),
        row(
            "the lead moves to a partition",
            partition,
            Map.of("partition", "emea"),
            Map.of("partition", "apac"),
            StepResult.set(
                "partition",
                "apac",
                "person.partitionChanged",
                Map.of("oldPartition", "emea", "newPartition", "apac"))),
        row(
            "the first partition replaces none",
            partition,
            Map.of(),
            Map.of("partition", "p{{trigger.n}}"),
            StepResult.set(
                "partition", "p7", "person.partitionChanged", Map.of("newPartition", "p7"))),
        row(
            "the same partition changes nothing",
            partition,
            Map.of("partition", "emea"),
            Map.of("partition", "emea"),
            "unchanged"),
        row(
            "a partition without a name fails",
            partition,
            Map.of(),
            Map.of("partition", "{{lead.title}}"),
            "partition is empty"),
        member(
            "the lead consents to marketing now if nothing else is said",
            grant,
            Map.of(),
            Map.of("channel", "email"),
            consent(
                "granted", Map.of("at", NOW), Map.of("channel", "email", "purpose", "marketing"))),
        member(
            "where, when and why are kept and told",
            grant,
            consents("withdrawn"),
            consentWith(),
            consent("granted", HOW, Map.of("channel", "email", "purpose", "news"))),
        member(
            "consent given twice changes nothing",
            grant,
            consents("granted"),
            consentWith(),
            "unchanged"),
        member(
            "a withdrawn consent is kept as withdrawn",
            withdraw,
            consents("granted"),
            consentWith(),
            consent("withdrawn", HOW, Map.of("channel", "email", "purpose", "news"))),
        member(
            "consent that was never given is withdrawn too",
            withdraw,
            Map.of(),
            Map.of("channel", "sms", "purpose", "x{{trigger.n}}"),
            consent("withdrawn", Map.of("at", NOW), Map.of("channel", "sms", "purpose", "x7"))),
        member(
            "consent withdrawn twice changes nothing",
            withdraw,
            consents("withdrawn"),
            consentWith(),
            "unchanged"),
        member(
            "a channel that is no name fails",
            grant,
            Map.of(),
            Map.of("channel", "{{trigger.word}}/"),
            "channel must be a name of a-z, 0-9 and -"),
        member(
            "a time that is none fails",
            withdraw,
            Map.of(),
            Map.of("channel", "email", "at", "{{trigger.word}}"),
            "at must be a time"));
  }

  private static final Map<String, Object> HOW =
      Map.of("source", "form", "at", "2026-02-01T08:00:00Z", "reason", "asked");

  private static Map<String, Object> consents(String state) {
    return Map.of("consents", Map.of("email/news", Map.of("state", state, "at", "2025")));
  }

  private static Map<String, Object> consentWith() {
    Map<String, Object> with = new HashMap<>(HOW);
    with.putAll(Map.of("channel", "email", "purpose", "news"));
    return with;
  }

  private static StepResult consent(
      String state, Map<String, Object> how, Map<String, Object> what) {
    Map<String, Object> entry = new HashMap<>(how);
    entry.put("state", state);
    Map<String, Object> told = new HashMap<>(how);
    told.putAll(what);
    return new StepResult.Changed(
        LeadPatch.join(
            Memberships.Kind.CONSENTS, what.get("channel") + "/" + what.get("purpose"), entry),
        "consent." + state,
        told);
  }

  private static Map<String, Object> patch(Map<String, Object> fields) {
    return Map.of("fields", fields);
  }

  private static StepResult.Fact changed(Map<String, Object> change) {
    return new StepResult.Fact("person.dataChanged", change);
  }
}
