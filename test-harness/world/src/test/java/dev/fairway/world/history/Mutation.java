package dev.fairway.world.history;

import dev.fairway.world.history.LeadEnd.Effect;
import dev.fairway.world.history.LeadEnd.Ledger;
import dev.fairway.world.history.Sent.Fate;
import dev.fairway.world.history.Sent.TaskTold;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// One mistake an engine could make, and what the checker must call it.
enum Mutation {
  /// A 202, and nothing came of it.
  DROP_A_TASK(Violation.Lost.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      String token = accepted(history, end, random);
      List<String> trail = new ArrayList<>(ledger.trail());
      trail.remove(token);
      String task = "task-" + history.ends().get(end).lead() + "-" + token;
      List<Effect> effects =
          history.ends().get(end).effects().stream().filter(e -> !e.task().equals(task)).toList();
      return history.with(end, trail, ledger.score() - 1, effects);
    }
  },
  /// One of the steps was skipped.
  DROP_A_STEP(Violation.Lost.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      String task = "task-" + history.ends().get(end).lead() + "-" + accepted(history, end, random);
      String step = random.nextBoolean() ? "append" : "score";
      List<Effect> effects =
          history.ends().get(end).effects().stream()
              .filter(e -> !(e.task().equals(task) && e.step().equals(step)))
              .toList();
      return history.with(end, ledger.trail(), ledger.score(), effects);
    }
  },
  /// A step committed twice, as seen by the field alone.
  APPEND_TWICE(Violation.Duplicated.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      List<String> trail = new ArrayList<>(ledger.trail());
      trail.add(trail.get(random.nextInt(trail.size())));
      return history.with(end, trail, ledger.score(), history.ends().get(end).effects());
    }
  },
  /// A step committed twice, as seen by the activities alone.
  RECORD_TWICE(Violation.Duplicated.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      List<Effect> effects = new ArrayList<>(history.ends().get(end).effects());
      Effect twice = effects.get(random.nextInt(effects.size()));
      effects.add(
          new Effect(
              effects.size() + 1, History.NOON, twice.task(), twice.campaign(), twice.step()));
      return history.with(end, ledger.trail(), ledger.score(), effects);
    }
  },
  SWAP_TWO_TOKENS(Violation.Swapped.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      List<String> trail = new ArrayList<>(ledger.trail());
      // the first event of a lead is answered before any other is submitted
      Collections.swap(trail, 0, random.nextInt(1, trail.size()));
      return history.with(end, trail, ledger.score(), history.ends().get(end).effects());
    }
  },
  SWAP_TWO_ACTIVITIES(Violation.Swapped.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      // what the lead's second event did (answered 2xx) is told to have happened before its first
      String second = "task-" + history.ends().get(end).lead() + "-1";
      List<Effect> effects =
          history.ends().get(end).effects().stream()
              .map(e ->
                  e.task().equals(second)
                      ? new Effect(e.seq() - 1_000, History.NOON, e.task(), e.campaign(), e.step())
                      : e)
              .toList();
      return history.with(end, ledger.trail(), ledger.score(), effects);
    }
  },
  WRONG_SCORE(Violation.Miscounted.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      long score = ledger.score() + (random.nextBoolean() ? 1 : -1);
      return history.with(end, ledger.trail(), score, history.ends().get(end).effects());
    }
  },
  EFFECT_OF_NOBODY(Violation.Unasked.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      List<String> trail = new ArrayList<>(ledger.trail());
      trail.add(random.nextInt(trail.size()), "9999");
      return history.with(end, trail, ledger.score(), history.ends().get(end).effects());
    }
  },
  ACTIVITIES_OF_NOBODY(Violation.Unasked.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Ledger ledger = history.ledger(end);
      List<Effect> effects = new ArrayList<>(history.ends().get(end).effects());
      for (int i = 0; i < 100; i++) {
        effects.add(new Effect(1_000L + i, History.NOON, "stranger-" + i, "walk", "append"));
      }
      return history.with(end, ledger.trail(), ledger.score(), effects);
    }
  },
  /// A 422, and yet it ran.
  EFFECT_OF_THE_REFUSED(Violation.Unasked.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      String token = accepted(history, end, random);
      Sent ran = history.sentByToken(end).get(token);
      return history.withLog(
          history.log().stream()
              .map(s ->
                  s.equals(ran)
                      ? new Sent(
                          s.event(), s.lead(), s.token(), s.submitted(), new Fate.Refused(400))
                      : s)
              .toList());
    }
  },
  /// A 202 that says the campaign did not match.
  TOLD_NOTHING(Violation.Unmatched.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      Sent ran = history.sentByToken(end).get(accepted(history, end, random));
      return history.withLog(
          history.log().stream()
              .map(s ->
                  s.equals(ran)
                      ? new Sent(
                          s.event(),
                          s.lead(),
                          s.token(),
                          s.submitted(),
                          new Fate.Accepted(
                              s.answered(),
                              List.of(new TaskTold("task-x", "walk", "notQualified"))))
                      : s)
              .toList());
    }
  },
  VANISHED_LEAD(Violation.Vanished.class) {
    @Override
    History apply(History history, int end, SplittableRandom random) {
      return history.withoutLead(end);
    }
  };

  private final Class<? extends Violation> found;

  Mutation(Class<? extends Violation> found) {
    this.found = found;
  }

  /// What the checker must find in the mutated history.
  Class<? extends Violation> found() {
    return found;
  }

  abstract History apply(History history, int end, SplittableRandom random);

  private static String accepted(History history, int end, SplittableRandom random) {
    List<String> tokens =
        history.sentByToken(end).values().stream()
            .filter(s -> s.fate() instanceof Fate.Accepted)
            .map(Sent::token)
            .sorted()
            .toList();
    return tokens.get(random.nextInt(tokens.size()));
  }
}
