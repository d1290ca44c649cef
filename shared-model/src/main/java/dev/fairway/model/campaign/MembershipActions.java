package dev.fairway.model.campaign;

import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.optional;
import static dev.fairway.model.campaign.ActionSpec.ParameterSpec.required;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.ACCOUNT;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.FIELDSET;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.LIST;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.LISTS;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.POOL;
import static dev.fairway.model.campaign.ActionSpec.ParameterType.USER;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec.Meaning;
import java.util.List;

/// Family F3: lists, fieldsets, accounts and owners.
final class MembershipActions {
  static final List<ActionSpec> ALL =
      List.of(
          ActionSpec.of(
              "list.add",
              Family.MEMBERSHIP,
              Priority.NORMAL,
              Meaning.of("Add the lead to a list.")
                  .marketo("Add to List")
                  .changes("its lists")
                  .emits("list.added")
                  .skips("unchanged"),
              required("list", LIST, "the list")),
          ActionSpec.of(
              "list.remove",
              Family.MEMBERSHIP,
              Priority.NORMAL,
              Meaning.of("Remove the lead from a list.")
                  .marketo("Remove from List")
                  .changes("its lists")
                  .emits("list.removed")
                  .skips("unchanged"),
              required("list", LIST, "the list")),
          ActionSpec.of(
                  "membership.change",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  Meaning.of(
                          "Add the lead to lists and remove it from others in one step; from one that is named in both"
                              + " it is removed.")
                      .changes("its lists")
                      .emits("list.added", "list.removed")
                      .skips("unchanged"),
                  optional("add", LISTS, "lists to add it to"),
                  optional("remove", LISTS, "lists to remove it from"))
              .anyOf(List.of("add", "remove")),
          ActionSpec.of(
              "fieldset.add",
              Family.MEMBERSHIP,
              Priority.NORMAL,
              Meaning.of("Give the lead a set of fields.")
                  .changes("its fieldsets")
                  .emits("fieldset.added")
                  .skips("unchanged"),
              required("fieldset", FIELDSET, "the fieldset")),
          ActionSpec.of(
              "fieldset.remove",
              Family.MEMBERSHIP,
              Priority.NORMAL,
              Meaning.of("Take a set of fields from the lead; their values stay.")
                  .changes("its fieldsets")
                  .emits("fieldset.removed")
                  .skips("unchanged"),
              required("fieldset", FIELDSET, "the fieldset")),
          ActionSpec.of(
              "account.add",
              Family.MEMBERSHIP,
              Priority.NORMAL,
              Meaning.of("Add the lead to a named account.")
                  .marketo("Add to Named Account")
                  .changes("its accounts")
                  .emits("account.added")
                  .skips("unchanged"),
              required("account", ACCOUNT, "the account")),
          ActionSpec.of(
              "account.remove",
              Family.MEMBERSHIP,
              Priority.NORMAL,
              Meaning.of("Remove the lead from a named account.")
                  .marketo("Remove from Named Account")
                  .changes("its accounts")
                  .emits("account.removed")
                  .skips("unchanged"),
              required("account", ACCOUNT, "the account")),
          ActionSpec.of(
                  "owner.change",
                  Family.MEMBERSHIP,
                  Priority.NORMAL,
                  Meaning.of("Give the lead to an owner, or to the one of a pool whose turn it is.")
                      .changes("the field owner")
                      .emits("person.dataChanged")
                      .skips("unchanged"),
                  optional("user", USER, "who owns it from now on"),
                  optional("pool", POOL, "instead of user: its users take turns"))
              .anyOf(List.of("user", "pool")));

  private MembershipActions() {}
}
