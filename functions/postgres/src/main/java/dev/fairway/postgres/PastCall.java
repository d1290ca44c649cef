package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import dev.fairway.model.campaign.History;
import dev.fairway.ports.Leads.Past;
import dev.fairway.ports.Leads.Question;
import dev.fairway.ports.Leads.Sent;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Parameters and answer of `fairway.past_of`: one question for each lead and type.
final class PastCall {
  private final List<Question> leads;
  private final List<Sent> events;
  private final List<Map<String, List<History.Done>>> done = new ArrayList<>();
  private final List<List<History.Done>> places = new ArrayList<>();

  PastCall(List<Question> leads, List<Sent> events) {
    this.leads = leads;
    this.events = events;
  }

  Tuple parameters() {
    List<Integer> tenant = new ArrayList<>();
    List<Long> lead = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<@Nullable OffsetDateTime> since = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (Question question : leads) {
      Map<String, List<History.Done>> all = new TreeMap<>();
      question.need().types().forEach((type, part) -> {
        tenant.add(question.tenant());
        lead.add(question.lead());
        types.add(Json.text(type));
        since.add(part.since(question.now()).map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null));
        fields.add(Json.array(List.copyOf(part.fields())));
        places.add(all.computeIfAbsent(type, any -> new ArrayList<>()));
      });
      done.add(all);
    }
    return tuple(
        tenant.toArray(Integer[]::new),
        lead.toArray(Long[]::new),
        types.toArray(String[]::new),
        since.toArray(OffsetDateTime[]::new),
        fields.toArray(String[]::new),
        events.stream().map(Sent::tenant).toArray(Integer[]::new),
        events.stream().map(Codes::heard).toArray(UUID[]::new));
  }

  Past answer(List<Row> rows) {
    Set<Sent> recorded = new HashSet<>();
    for (Row row : rows) {
      int index = row.getInteger("o_index") - 1;
      if (row.getBoolean("o_heard")) recorded.add(events.get(index));
      else
        places
            .get(index)
            .add(
                new History.Done(
                    row.getOffsetDateTime("o_at").toInstant(),
                    Json.read(row.getJsonObject("o_data"))));
    }
    return new Past(done.stream().map(History::new).toList(), recorded);
  }
}
