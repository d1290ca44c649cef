package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.optional;
import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.required;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.BOOLEAN;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.COMPANY_FIELD;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.COMPANY_VALUE;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.DATETIME;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.EXPRESSION;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.FIELD;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.FIELDS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.NAME;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.STRINGS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TEXT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.TEXT_FIELD;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.VALUE;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec.Meaning;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import java.util.List;
import java.util.Optional;

/// Family F1: fields, tags and consents of the lead.
final class PersonActions {
  static final List<ActionSpec> ALL =
      List.of(
          ActionSpec.of(
              "person.set",
              Family.PERSON,
              Priority.LOW,
              Meaning.of(
                      "Set a field of the lead; NULL or an empty value unsets it. Nothing happens if it is"
                          + " unchanged.")
                  .marketo("Change Data Value")
                  .changes("the field")
                  .emits("person.dataChanged")
                  .skips("unchanged"),
              required("attribute", FIELD, "the field"),
              required("value", VALUE, "its new value")),
          ActionSpec.of(
              "person.append",
              Family.PERSON,
              Priority.LOW,
              Meaning.of("Add to the end of a text or list field.")
                  .changes("the field")
                  .emits("person.dataChanged")
                  .skips("nothing to append"),
              required("attribute", TEXT_FIELD, "the field"),
              required("value", TEXT, "what to add"),
              optional("separator", TEXT, ", ", "between the old text and the addition")),
          ActionSpec.of(
              "person.clear",
              Family.PERSON,
              Priority.LOW,
              Meaning.of("Unset a field of the lead.")
                  .changes("the field")
                  .emits("person.dataChanged")
                  .skips("unchanged"),
              required("attribute", FIELD, "the field")),
          ActionSpec.of(
              "person.compute",
              Family.PERSON,
              Priority.LOW,
              Meaning.of("Set a field of the lead to what an expression yields.")
                  .marketo("Compute Data Value")
                  .changes("the field")
                  .emits("person.dataChanged")
                  .skips("unchanged"),
              required("attribute", FIELD, "the field"),
              required("expression", EXPRESSION, "CEL over lead, event, ce, campaign, now")),
          ActionSpec.of(
              "person.upsert",
              Family.PERSON,
              Priority.NORMAL,
              Meaning.of("Change the lead with this address, or create it.")
                  .changes("fields of the lead with that address, which may be a new one")
                  .emits("person.upserted"),
              new ParameterSpec(
                  "lookup",
                  TEXT,
                  false,
                  Optional.of("email"),
                  List.of("email"),
                  "which of the fields finds the lead"),
              required("fields", FIELDS, "its fields, the one looked up by included")),
          ActionSpec.of(
              "person.merge",
              Family.PERSON,
              Priority.NORMAL,
              Meaning.of(
                      "Make the lead one with another: its values, memberships, history and tasks go to the"
                          + " winner, and whoever names it from then on gets the winner.")
                  .marketo("Merge Leads")
                  .changes(
                      "the winner: what it lacks comes from the lead; tasks of both stand in one line")
                  .emits("person.merged")
                  .skips("the lead and the winner are one already"),
              required("winner", TEXT, "id or address of the lead that stays"),
              new ParameterSpec(
                  "conflict",
                  TEXT,
                  false,
                  Optional.of("winner"),
                  List.of("winner", "loser"),
                  "whose value stays where both have one")),
          ActionSpec.of(
              "person.delete",
              Family.PERSON,
              Priority.NORMAL,
              Meaning.of("Erase the lead; later steps and its other tasks end.")
                  .marketo("Delete Lead")
                  .changes("everything: fields, memberships, history and tasks of the lead"),
              new ParameterSpec(
                  "removeFromCrm",
                  BOOLEAN,
                  false,
                  Optional.of("false"),
                  List.of("false"),
                  "there is no CRM connection to remove it from")),
          ActionSpec.of(
                  "tags.change",
                  Family.PERSON,
                  Priority.NORMAL,
                  Meaning.of("Add and remove tags of the lead.")
                      .changes("the field tags")
                      .emits("person.dataChanged")
                      .skips("unchanged"),
                  optional("add", STRINGS, "tags to add"),
                  optional("remove", STRINGS, "tags to remove"))
              .anyOf(List.of("add", "remove")),
          ActionSpec.of(
              "person.patch",
              Family.PERSON,
              Priority.LOW,
              Meaning.of("Set and unset several fields of the lead; what is not named stays.")
                  .changes("the fields")
                  .emits("person.dataChanged")
                  .skips("unchanged"),
              required("fields", FIELDS, "fields and their new values; null unsets")),
          ActionSpec.of(
              "person.partition",
              Family.PERSON,
              Priority.LOW,
              Meaning.of("Move the lead to a partition.")
                  .marketo("Change Lead Partition")
                  .changes("the field partition")
                  .emits("person.partitionChanged")
                  .skips("unchanged"),
              required("partition", TEXT, "its name")),
          ActionSpec.of(
              "consent.set",
              Family.PERSON,
              Priority.NORMAL,
              Meaning.of("Record that the lead consents to be contacted.")
                  .changes("the consent for that channel and purpose")
                  .emits("consent.granted")
                  .skips("unchanged"),
              consent()),
          ActionSpec.of(
              "consent.remove",
              Family.PERSON,
              Priority.NORMAL,
              Meaning.of("Record that the lead withdraws its consent: do not contact.")
                  .changes("the consent for that channel and purpose")
                  .emits("consent.withdrawn")
                  .skips("unchanged"),
              consent()),
          ActionSpec.of(
              "company.add",
              Family.PERSON,
              Priority.NORMAL,
              Meaning.of("Say which company the lead is of; it is made if it is not known yet.")
                  .changes("the field company; the company")
                  .emits("person.dataChanged", "company.created")
                  .skips("unchanged"),
              required("company", TEXT, "its name")),
          ActionSpec.of(
              "company.update",
              Family.PERSON,
              Priority.NORMAL,
              Meaning.of("Set or unset a field of the lead's company.")
                  .marketo("Change Data Value")
                  .changes("the company")
                  .emits("company.dataChanged")
                  .skips("unchanged", "the lead has no company"),
              required("field", COMPANY_FIELD, "the field"),
              required("value", COMPANY_VALUE, "its new value")));

  private PersonActions() {}

  private static ParameterSpec[] consent() {
    return new ParameterSpec[] {
      required("channel", NAME, "such as email, sms or phone"),
      optional("purpose", NAME, "marketing", "what for"),
      optional("source", TEXT, "where the lead said so"),
      optional("at", DATETIME, "when; now if not given"),
      optional("reason", TEXT, "why, in its own words")
    };
  }
}
