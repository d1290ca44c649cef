package dev.fairway.postgres;

import dev.fairway.model.campaign.History;
import dev.fairway.ports.Leads.Past;
import dev.fairway.ports.Leads.Question;
import dev.fairway.ports.Leads.Sent;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Parameters and answer of `fairway.past_of`: one question for each lead and type, and for each
/// lead and campaign.
final class PastCall {
  private final List<Question> leads;
  private final List<Sent> events;
  private final List<History> histories = new ArrayList<>();
  private final List<List<History.Done>> activities = new ArrayList<>();
  private final List<Consumer<Instant>> entries = new ArrayList<>();

  PastCall(List<Question> leads, List<Sent> events) {
    this.leads = leads;
    this.events = events;
  }

  Tuple parameters() {
    Tuple tuple = Tuple.tuple();
    addActivities(tuple);
    addEntries(tuple);
    return tuple
        .addValue(events.stream().map(Sent::tenant).toArray(Integer[]::new))
        .addValue(events.stream().map(Codes::heard).toArray(UUID[]::new));
  }

  private void addActivities(Tuple tuple) {
    List<Integer> tenant = new ArrayList<>();
    List<Long> lead = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<@Nullable OffsetDateTime> since = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (Question question : leads) {
      Map<String, List<History.Done>> done = new TreeMap<>();
      question
          .need()
          .types()
          .forEach((type, part) -> {
            tenant.add(question.tenant());
            lead.add(question.lead());
            types.add(Json.text(type));
            since.add(
                part.since(question.now()).map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null));
            fields.add(Json.array(List.copyOf(part.fields())));
            activities.add(done.computeIfAbsent(type, any -> new ArrayList<>()));
          });
      histories.add(new History(done, new TreeMap<>()));
    }
    tuple
        .addValue(tenant.toArray(Integer[]::new))
        .addValue(lead.toArray(Long[]::new))
        .addValue(types.toArray(String[]::new))
        .addValue(since.toArray(OffsetDateTime[]::new))
        .addValue(fields.toArray(String[]::new));
  }

  private void addEntries(Tuple tuple) {
    List<Integer> tenant = new ArrayList<>();
    List<Long> lead = new ArrayList<>();
    List<Integer> campaign = new ArrayList<>();
    for (int i = 0; i < leads.size(); i++) {
      Question question = leads.get(i);
      Map<String, Optional<Instant>> entered = histories.get(i).entered();
      for (String name : question.need().campaigns()) {
        entered.put(name, Optional.empty());
        Integer number = question.campaigns().get(name);
        if (number == null) continue;
        tenant.add(question.tenant());
        lead.add(question.lead());
        campaign.add(number);
        entries.add(at -> entered.put(name, Optional.of(at)));
      }
    }
    tuple
        .addValue(tenant.toArray(Integer[]::new))
        .addValue(lead.toArray(Long[]::new))
        .addValue(campaign.toArray(Integer[]::new));
  }

  Past answer(List<Row> rows) {
    Set<Sent> recorded = new HashSet<>();
    for (Row row : rows) {
      int index = row.getInteger("o_index") - 1;
      switch (row.getInteger("o_kind")) {
        case 0 ->
            activities
                .get(index)
                .add(new History.Done(at(row), Json.read(row.getJsonObject("o_data"))));
        case 1 -> entries.get(index).accept(at(row));
        case 2 -> recorded.add(events.get(index));
        default -> throw new IllegalStateException("past_of answers " + row.getInteger("o_kind"));
      }
    }
    return new Past(histories, recorded);
  }

  private static Instant at(Row row) {
    return row.getOffsetDateTime("o_at").toInstant();
  }
}
