package dev.fairway.steps.membership;

import dev.fairway.model.Memberships.Kind;
import dev.fairway.visit.DatabaseAction;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// What a lead is simply in or not.
final class Membership {
  @Produces
  @Singleton
  DatabaseAction listAdd() {
    return new Adding("list", Kind.LISTS);
  }

  @Produces
  @Singleton
  DatabaseAction listRemove() {
    return new Removing("list", Kind.LISTS);
  }

  @Produces
  @Singleton
  DatabaseAction fieldsetAdd() {
    return new Adding("fieldset", Kind.FIELDSETS);
  }

  @Produces
  @Singleton
  DatabaseAction fieldsetRemove() {
    return new Removing("fieldset", Kind.FIELDSETS);
  }

  @Produces
  @Singleton
  DatabaseAction accountAdd() {
    return new Adding("account", Kind.ACCOUNTS);
  }

  @Produces
  @Singleton
  DatabaseAction accountRemove() {
    return new Removing("account", Kind.ACCOUNTS);
  }
}
