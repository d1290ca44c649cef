package dev.fairway.model.campaign;

import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.model.campaign.Declaration.Segment;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What expressions, rules and tokens may look at.
///
/// @param event data of the event that triggered
/// @param ce attributes of that event, extensions included
/// @param tenant its name
/// @param campaign its name
/// @param program that the campaign belongs to
/// @param tokens `{{my.*}}`
/// @param zone of the tenant: days begin there
/// @param waited data of the event that ended the last wait for one
/// @param assets declarations that the campaign names
/// @param history of the lead, as far as the campaign's rules ask for it
/// @param company fields of the lead's company, if the campaign reads any
public record Scope(
    Lead lead,
    Map<String, Object> event,
    Map<String, String> ce,
    String tenant,
    String campaign,
    Optional<Declaration.Program> program,
    Map<String, String> tokens,
    ZoneId zone,
    Instant now,
    Map<String, Object> waited,
    Assets assets,
    History history,
    Map<String, Object> company) {

  /// Of a campaign without program that names no declarations.
  public Scope(
      Lead lead,
      Map<String, Object> event,
      Map<String, String> ce,
      String campaign,
      Map<String, String> tokens,
      ZoneId zone,
      Instant now) {
    this(
        lead,
        event,
        ce,
        "",
        campaign,
        Optional.empty(),
        tokens,
        zone,
        now,
        Map.of(),
        Assets.NONE,
        History.NONE,
        Map.of());
  }

  private static final Lead NOBODY = new Lead(0, "", 0, Map.of());

  /// Before any lead is read: what a trigger's `where` sees.
  public static Scope of(Event event, Instant now) {
    return new Scope(NOBODY, event.data(), attributes(event), "", Map.of(), ZoneOffset.UTC, now);
  }

  /// What filters, choices and parameters of a campaign see.
  ///
  /// @param tenant its name
  public static Scope of(
      Campaign campaign, Event event, Lead lead, String tenant, ZoneId zone, Instant now) {
    return of(campaign, event.data(), attributes(event), lead, tenant, zone, now);
  }

  /// The same, of an event of which that much is known.
  public static Scope of(
      Campaign campaign,
      Map<String, Object> event,
      Map<String, String> ce,
      Lead lead,
      String tenant,
      ZoneId zone,
      Instant now) {
    return new Scope(
        lead,
        event,
        ce,
        tenant,
        campaign.name(),
        campaign.program().map(campaign.assets()::program),
        campaign.tokens(),
        zone,
        now,
        Map.of(),
        campaign.assets(),
        History.NONE,
        Map.of());
  }

  /// The same for another campaign's `where`.
  Scope named(String other) {
    return new Scope(
        lead, event, ce, tenant, other, program, tokens, zone, now, waited, assets, history,
        company);
  }

  /// What a child campaign sees that the step of another runs.
  ///
  /// @param parent the event, the program, the campaign's name and own tokens are those of the
  ///   other; else there is no event
  public Scope in(Campaign child, boolean parent) {
    Map<String, String> all = new HashMap<>(child.tokens());
    if (parent) all.putAll(tokens);
    return new Scope(
        lead,
        parent ? event : Map.of(),
        parent ? ce : Map.of(),
        tenant,
        parent ? campaign : child.name(),
        parent ? program : child.program().map(child.assets()::program),
        all,
        zone,
        now,
        parent ? waited : Map.of(),
        child.assets(),
        history,
        company);
  }

  /// The same after an earlier step of the visit changed the lead.
  public Scope with(Lead changed) {
    return new Scope(
        changed, event, ce, tenant, campaign, program, tokens, zone, now, waited, assets, history,
        company);
  }

  /// The same, with what is known of the lead's past.
  public Scope with(History known) {
    return new Scope(
        lead, event, ce, tenant, campaign, program, tokens, zone, now, waited, assets, known,
        company);
  }

  /// The same, after the lead's history has grown by one.
  public Scope did(String type, Map<String, Object> data) {
    if (history.done().isEmpty()) return this;
    return with(history.and(History.of(type, new History.Done(now, data))));
  }

  /// The same with what is known of the lead's company.
  public Scope ofCompany(Map<String, Object> fields) {
    return new Scope(
        lead, event, ce, tenant, campaign, program, tokens, zone, now, waited, assets, history,
        fields);
  }

  /// The same, with the event that ended a wait.
  public Scope waited(Map<String, Object> data) {
    return new Scope(
        lead, event, ce, tenant, campaign, program, tokens, zone, now, data, assets, history,
        company);
  }

  /// What the condition of a wait sees: the event that may end it.
  public Scope about(Map<String, Object> data) {
    return new Scope(
        lead, data, ce, tenant, campaign, program, tokens, zone, now, waited, assets, history,
        company);
  }

  /// A field of the lead, or its `id` or `number`.
  public Optional<Object> leadField(String name) {
    return switch (name) {
      case "id" -> lead.id().isEmpty() ? Optional.empty() : Optional.of(lead.id());
      case "number" -> lead.number() == 0 ? Optional.empty() : Optional.of(lead.number());
      default -> Optional.ofNullable(lead.fields().get(name));
    };
  }

  /// What a condition reads under this name, see [Condition#reads]; empty if there is nothing.
  public Optional<Object> find(String path) {
    int slash = path.indexOf('/');
    int dot = path.indexOf('.', Math.max(slash, 0));
    if (slash >= 0) {
      Kind kind = Kind.of(path.substring(0, slash));
      if (dot < 0) return Optional.of(membership(kind, path.substring(slash + 1)).isPresent());
      String name = path.substring(slash + 1, dot);
      if (kind == Kind.SEGMENTS) return segment(name).map(Object.class::cast);
      return membership(kind, name, path.substring(dot + 1)).map(Object.class::cast);
    }
    String name = path.substring(dot + 1);
    return switch (path.substring(0, Math.max(dot, 0))) {
      case "lead" -> leadField(name);
      case "company" -> Optional.ofNullable(company.get(name));
      case "event" -> Optional.ofNullable(event.get(name));
      case "waited" -> Optional.ofNullable(waited.get(name));
      case "member" -> member(name);
      case "program" -> program(name).map(Object.class::cast);
      case "system" -> Optional.of(system(name));
      case "ce" -> Optional.ofNullable(ce.get(name));
      default -> Optional.empty();
    };
  }

  /// What is known of the lead in the list, program, ... of this name, if it is in it.
  public Optional<Map<String, Object>> membership(Kind kind, String name) {
    return lead.memberships().find(kind, name);
  }

  /// One attribute of that.
  public Optional<String> membership(Kind kind, String name, String attribute) {
    return membership(kind, name).map(entry -> entry.get(attribute)).map(Object::toString);
  }

  /// What the lead is in the campaign's program: its `status`, or member data.
  public Optional<Object> member(String name) {
    return program
        .flatMap(own -> membership(Kind.PROGRAMS, own.name()))
        .map(entry -> name.equals("status") ? entry.get(name) : data(entry).get(name));
  }

  private static Map<?, ?> data(Map<String, Object> entry) {
    return entry.get("data") instanceof Map<?, ?> data ? data : Map.of();
  }

  /// All of that.
  public Map<String, Object> member() {
    Map<String, Object> all = new TreeMap<>();
    program.ifPresent(own ->
        own.memberFields()
            .keySet()
            .forEach(name -> member(name).ifPresent(value -> all.put(name, value))));
    return all;
  }

  /// `name` or `channel` of the campaign's program.
  public Optional<String> program(String name) {
    return program.map(own -> name.equals("channel") ? own.channel() : own.name());
  }

  /// `{{my.*}}`: the campaign's own, else its program's.
  public Optional<String> token(String name) {
    return Optional.ofNullable(tokens.get(name))
        .or(() -> program.map(own -> own.tokens().get(name)));
  }

  /// `date` and `dateTime` in the tenant's zone, `tenant`.
  public String system(String name) {
    ZonedDateTime time = now.atZone(zone).truncatedTo(ChronoUnit.SECONDS);
    return switch (name) {
      case "date" -> time.toLocalDate().toString();
      case "dateTime" -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
      case "tenant" -> tenant;
      default -> "";
    };
  }

  /// The lead's segment: by rules the first whose filters hold, else the one it was put into. It is
  /// the same whoever asks, also where a segment is a sample.
  public Optional<String> segment(String segmentation) {
    List<Segment> segments = assets.segmentation(segmentation).segments();
    if (segments.stream().allMatch(segment -> segment.filters().isEmpty()))
      return membership(Kind.SEGMENTS, segmentation, "segment");
    String place = "segmentation " + segmentation;
    return segments.stream()
        .filter(segment -> segment.filters().orElse(Filters.NONE).test(this, place))
        .map(Segment::name)
        .findFirst();
  }

  /// The event's attributes by name, as `ce.*` shows them.
  public static Map<String, String> attributes(Event event) {
    Map<String, String> attributes = new HashMap<>(event.extensions());
    attributes.put("id", event.id());
    attributes.put("source", event.source());
    attributes.put("type", event.type());
    event.subject().ifPresent(subject -> attributes.put("subject", subject));
    event.time().ifPresent(time -> attributes.put("time", time.toString()));
    event.expiry().ifPresent(expiry -> attributes.put("expirytime", expiry.toString()));
    attributes.put("depth", Integer.toString(event.depth()));
    return attributes;
  }
}
