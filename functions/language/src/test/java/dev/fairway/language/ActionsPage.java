package dev.fairway.language;

import dev.fairway.model.Family;
import dev.fairway.model.campaign.ActionSpec;
import dev.fairway.model.campaign.ActionSpec.Nesting;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterType;
import dev.fairway.model.campaign.Catalogue;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the page of all actions from the catalogue. Examples name what the declarations in
/// `CAMPAIGNS.md` declare.
final class ActionsPage {
  private static final String HEAD =
      """
      # Actions

      Generated from the catalogue; `ActionsPageTest` says how. How steps stand in a campaign, and what they may name: [CAMPAIGNS.md](CAMPAIGNS.md).

      Every step writes a line into the lead's history: what it changed, or why it did nothing. An event is emitted only for a change that happened, and
      triggers campaigns that listen; its fields are those of the type, and `reason` is the campaign. Every step can be skipped by a choice (`nothing: true`).
      Parameters take tokens (`{{lead.x}}`, `{{trigger.x}}`, `{{my.x}}`), unless their type says otherwise below.
      """;

  private final Catalogue catalogue;

  private ActionsPage(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  static String of(Catalogue catalogue) {
    return new ActionsPage(catalogue).page();
  }

  private String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Family family : Family.values())
      section(page, heading(family), spec -> spec.family() == family && !spec.control());
    section(page, "Control", ActionSpec::control);
    page.append("\n## Types of parameters\n\n| type | as written |\n|---|---|\n");
    catalogue.names().stream()
        .flatMap(name -> catalogue.get(name).parameters().stream())
        .map(ParameterSpec::type)
        .filter(type -> type != ParameterType.TEXT)
        .collect(
            Collectors.toMap(ParameterType::label, ActionsPage::form, (a, b) -> a, TreeMap::new))
        .forEach((label, form) -> page.append("| " + label + " | " + form + " |\n"));
    return page.toString();
  }

  private static String heading(Family family) {
    String name = family.name();
    return name.substring(0, 1) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private void section(StringBuilder page, String heading, Predicate<ActionSpec> wanted) {
    List<ActionSpec> actions =
        catalogue.names().stream().map(catalogue::get).filter(wanted).toList();
    if (actions.isEmpty()) return;
    page.append("\n## " + heading + "\n");
    actions.forEach(action -> action(page, action));
  }

  private static void action(StringBuilder page, ActionSpec action) {
    ActionSpec.Meaning meaning = action.meaning();
    page.append("\n### " + action.name() + "\n\n" + meaning.description());
    if (!meaning.marketo().isEmpty()) page.append(" In Marketo: " + meaning.marketo() + ".");
    page.append("\n");
    if (action.nesting() instanceof Nesting.Named && !action.parameters().isEmpty()) {
      page.append("\n| parameter | type | default | |\n|---|---|---|---|\n");
      action.parameters().forEach(parameter -> page.append(row(parameter)));
    }
    if (!action.anyOf().isEmpty())
      page.append("\nNeeds at least one of " + words(action.anyOf()) + ".\n");
    String changes = meaning.changes().isEmpty() ? "nothing" : meaning.changes();
    page.append(action.control() ? "\n" : "\n- Changes " + changes + ".\n");
    if (!meaning.emits().isEmpty()) page.append("- Emits " + words(meaning.emits()) + ".\n");
    if (!meaning.skips().isEmpty()) page.append("- Skipped: " + words(meaning.skips()) + ".\n");
    if (!page.substring(page.length() - 2).equals("\n\n")) page.append("\n");
    page.append("```yaml\n" + example(action) + "\n```\n");
  }

  private static String row(ParameterSpec parameter) {
    String type =
        parameter.allowed().isEmpty()
            ? parameter.type().label()
            : parameter.allowed().stream()
                .map(word -> "`" + word + "`")
                .collect(Collectors.joining(", "));
    String fallback =
        parameter.required()
            ? "required"
            : parameter.fallback().map(text -> "`" + text + "`").orElse("");
    return "| `%s` | %s | %s | %s |\n"
        .formatted(parameter.name(), type, fallback, parameter.description());
  }

  private static String words(List<String> words) {
    return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  /// A step with what it must have, and the flows that it may have inside.
  static String example(ActionSpec action) {
    String flow = "[{ step: tell, do: score.change, with: { score: behaviour, change: +5 } }]";
    String head = "- step: s\n  do: " + action.name() + "\n";
    return switch (action.nesting()) {
      case Nesting.Cases() ->
          head
              + "  cases:\n    - { when: 'lead.country == \"US\"', flow: "
              + flow
              + " }\n  otherwise: "
              + flow.replace("tell", "other");
      case Nesting.Branches() ->
          head
              + "  branches:\n    - { weight: 70, flow: "
              + flow
              + " }\n    - { weight: 30, flow: "
              + flow.replace("tell", "other")
              + " }";
      case Nesting.Named(List<String> keys) when keys.isEmpty() ->
          "- { step: s, do: " + action.name() + with(action) + " }";
      case Nesting.Named(List<String> keys) ->
          head
              + "  "
              + with(action).substring(2)
              + keys.stream()
                  .map(key -> "\n  " + key + ": " + flow.replace("tell", key))
                  .collect(Collectors.joining());
    };
  }

  private static String with(ActionSpec action) {
    Stream<ParameterSpec> needed =
        action.parameters().stream()
            .filter(parameter ->
                parameter.required()
                    || parameter.name().equals(action.anyOf().stream().findFirst().orElse("")));
    String with =
        needed
            .map(parameter -> parameter.name() + ": " + value(parameter))
            .collect(Collectors.joining(", "));
    return with.isEmpty() ? "" : ", with: { " + with + " }";
  }

  private static String value(ParameterSpec parameter) {
    if (!parameter.allowed().isEmpty()) return parameter.allowed().getFirst();
    return switch (parameter.type()) {
      case TEXT -> text(parameter.name());
      case NAME -> "email";
      case FIELD, TEXT_FIELD -> "trail";
      case SCORE_FIELD -> "behaviour";
      case COMPANY_FIELD -> "industry";
      case COMPANY_SCORE -> "fit";
      case COMPANY_VALUE -> "retail";
      case VALUE -> "\"seen by {{lead.owner}}\"";
      case FIELDS -> "{ email: \"boss@{{lead.company}}\", title: NULL }";
      case SCORE_CHANGE -> "+5";
      case INTEGER, COUNT -> "5";
      case BOOLEAN -> "true";
      case DATE -> "2027-01-31";
      case DAY -> parameter.name().equals("token") ? "\"{{lead.renewsOn}}\"" : "2027-01-31";
      case DATETIME -> "2027-01-31T09:00:00Z";
      case STRINGS -> "[hot]";
      case DURATION, PERIOD -> "1d12h";
      case OFFSET -> "-3d";
      case WEEKDAYS -> "[mon, fri]";
      case TIME -> "\"09:00\"";
      case ZONE -> "lead";
      case EVENT_TYPES -> "email.clicked";
      case CONDITION, LEAD_CONDITION -> "'lead.country == \"US\"'";
      case STEP -> "rest";
      case EXPRESSION -> "'lead.firstName + \" \" + lead.lastName'";
      case LIST -> "vip";
      case LISTS -> "[vip]";
      case PROGRAM -> "webinar-2026";
      case STAGE_MODEL -> "revenue";
      case SEGMENTATION -> "tier";
      case ACCOUNT -> "acme";
      case FIELDSET -> "basics";
      case USER -> "ann";
      case POOL -> "sales";
      case OBJECT -> "order";
      case OBJECT_FIELDS -> "{ total: \"{{trigger.n}}\" }";
      case EVENT_TYPE -> "order.shipped";
      case CUSTOM_ACTIVITY -> "booth-visited";
      case EVENT_DATA -> "{ n: \"{{trigger.n}}\" }";
      case FLOW -> "greet";
      case CAMPAIGN -> "hot-lead";
      case PROGRAM_STATUS -> "Registered";
      case PROGRAM_STREAM -> "Deep dive";
      case PROGRAM_DATA -> "seat";
      case PROGRAM_VALUE -> "A1";
      case STAGE -> "MQL";
      case SEGMENT -> "Gold";
    };
  }

  private static String text(String parameter) {
    return switch (parameter) {
      case "campaign" -> "hot-lead";
      case "partition" -> "emea";
      case "type" -> "Web";
      default -> "\"saw {{trigger.page}}\"";
    };
  }

  private static String form(ParameterType type) {
    return switch (type) {
      case TEXT -> "any text";
      case NAME -> "a-z, 0-9 and -";
      case FIELD -> "a declared field of the lead; no tokens";
      case TEXT_FIELD -> "a declared text or list field; no tokens";
      case SCORE_FIELD -> "a declared score field; no tokens";
      case COMPANY_FIELD -> "a declared field of companies; no tokens";
      case COMPANY_SCORE -> "a declared score field of companies; no tokens";
      case COUNT -> "a whole number, 1 or more";
      case OBJECT_FIELDS -> "`{ field: value }` of the object type; NULL unsets a field";
      case VALUE, COMPANY_VALUE -> "what the type of the field takes; NULL unsets it";
      case FIELDS -> "`{ field: value }`; NULL unsets a field";
      case SCORE_CHANGE -> "`+5` `-5` `=5` `=-5`";
      case INTEGER -> "a whole number";
      case BOOLEAN -> "`true` or `false`";
      case DATE, DAY -> "`2027-01-31`";
      case DATETIME -> "`2027-01-31T09:00:00Z`";
      case STRINGS -> "one text, or `[a, b]`";
      case DURATION, PERIOD -> "`30s` `5min` `2h` `1d12h` `1w` `1mo`";
      case OFFSET -> "a duration that may have a sign, `-3d`";
      case WEEKDAYS -> "one or several of mon, tue, wed, thu, fri, sat, sun; no tokens";
      case TIME -> "`\"09:00\"`";
      case ZONE -> "`lead`, `tenant`, or an IANA name such as `Europe/Berlin`";
      case EVENT_TYPE -> "a type of CloudEvents that the engine itself does not send; no tokens";
      case CUSTOM_ACTIVITY -> "letters, digits, -, _ and ., at most 80; no tokens";
      case EVENT_DATA -> "`{ name: value }` as the type declares; what is empty is left out";
      case EVENT_TYPES -> "one type of CloudEvents, or several; no tokens";
      case CONDITION, LEAD_CONDITION -> "a CEL expression that is true or false; no tokens";
      case CAMPAIGN -> "name of a campaign; no tokens";
      case STEP -> "id of a step of this campaign; no tokens";
      case EXPRESSION -> "a CEL expression whose value the field can hold; no tokens";
      case PROGRAM_VALUE -> "what the type of the member data takes; NULL unsets it";
      case LISTS -> "names of lists, one or several; no tokens";
      case LIST, PROGRAM, STAGE_MODEL, SEGMENTATION, ACCOUNT, FIELDSET, USER, POOL, OBJECT, FLOW ->
          "name of what is declared; no tokens";
      case PROGRAM_STATUS, PROGRAM_STREAM, PROGRAM_DATA -> "one that the program has; no tokens";
      case STAGE -> "one that the model has; no tokens";
      case SEGMENT -> "one that the segmentation has; no tokens";
    };
  }
}
