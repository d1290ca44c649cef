package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fairway.cli.Fairway;
import dev.fairway.local.Repository;
import dev.fairway.world.client.Console;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command, as its user starts it.
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class CommandLineIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SCRIPT = Repository.find().resolve("functions/cli/fairway");
  private static final String FIELDS =
      """
      apiVersion: fairway.dev/v1
      kind: Fields
      metadata: { name: lead }
      spec: { trail: text, ratio: float, n: integer }
      """;

  /// Divides by a field: a lead without one is a dead letter until it has it.
  private static final String CAMPAIGN =
      """
      # counts
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: share }
      spec:
        triggers: [{ on: world.shared }]
        qualification: every
        onError: deadLetter
        flow:
          - { step: note, do: person.append, with: { attribute: trail, value: "{{trigger.what}};" }, choices: [{ when: 'event.what == "none"', nothing: true }] }
          - { step: share, do: person.compute, with: { attribute: ratio, expression: "100 / lead.n" } }
      """;

  private final Engine engine;
  private final Console console;
  @TempDir static Path folder;
  private String tenant = "";

  CommandLineIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
  }

  private record Ran(int code, String out, String err) {
    JsonNode json() throws IOException {
      return JSON.readTree(out);
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "FAIRWAY_URL", engine.uri().toString(),
                "FAIRWAY_TENANT", tenant,
                "JAVA_HOME", System.getProperty("java.home")));
    return builder.start();
  }

  private Ran run(String... arguments) throws IOException, InterruptedException {
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process = start(arguments);
    try (var reader = process.errorReader(StandardCharsets.UTF_8)) {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Files.write(err, reader.lines().toList());
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return new Ran(process.exitValue(), out, Files.readString(err));
    }
  }

  private Ran done(String... arguments) throws IOException, InterruptedException {
    Ran ran = run(arguments);
    assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
    return ran;
  }

  private void file(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  @BeforeAll
  void a_tenant_with_a_campaign() throws Exception {
    tenant = Fresh.name("cli");
    console.tenant(tenant, "{}");
    file("declared/fields.yaml", FIELDS);
    file(
        "declared/type.json",
        """
        {"apiVersion": "fairway.dev/v1", "kind": "EventType", "metadata": {"name": "world.shared"},
        \t"spec": {"data": {"what": "string"}}}\
        """);
    file("campaigns/share.yaml", CAMPAIGN);
    done("apply", "campaigns", "declared/fields.yaml", "declared/type.json");
    console.post("/tenants/" + tenant + "/campaigns/share/activate", "application/json", "").ok();
  }

  static Stream<String> commands() {
    var nowhere = new ByteArrayOutputStream();
    return Fairway.commandLine(Map.of(), nowhere, nowhere).getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_does_what_it_says(String command) throws Exception {
    switch (command) {
      case "apply" -> applies();
      case "diff" -> compares();
      case "export" -> exports();
      case "send" -> sends();
      case "tail" -> tails();
      case "why" -> tellsWhy();
      case "simulate" -> simulates();
      case "migrate" -> migrates();
      case "queues" -> tellsQueues();
      case "dead-letters", "redrive" -> redrives(command);
      default -> fail("no check of the command " + command);
    }
  }

  private void applies() throws Exception {
    file("list.yaml", document("List", "called", "{ description: new }"));
    assertThat(done("apply", "--dry-run", "list.yaml").out())
        .isEqualTo("created  List  called\nNothing was stored.\n");
    assertThat(done("apply", "list.yaml", "--json").json().at("/items/0/result").asText())
        .isEqualTo("created");
    assertThat(done("apply", "list.yaml").out()).isEqualTo("unchanged  List  called\n");
  }

  private static String document(String kind, String name, String spec) {
    return "apiVersion: fairway.dev/v1\nkind: %s\nmetadata: { name: %s }\nspec: %s\n"
        .formatted(kind, name, spec);
  }

  private void compares() throws Exception {
    file("wanted/share.yaml", CAMPAIGN.replace("100 /", "200 /"));
    file("wanted/fields.yaml", FIELDS.replace("n: integer", "n: integer, plan: string"));
    file("wanted/user.yaml", document("User", "ann", "{ email: ann@acme.example }"));
    Ran diff = done("diff", "wanted");
    assertThat(diff.out())
        .contains("created  User      ann", "changed  Fields    lead", "changed  Campaign  share")
        .contains("--- stored Campaign share\n+++ wanted/share.yaml:1\n@@ -8,4 +8,4 @@\n")
        .contains("expression: \"100 / ", "expression: \"200 / ", "\n+  plan: string\n");
    JsonNode items = done("diff", "--json", "wanted", "declared/type.json").json().path("items");
    assertThat(items.findValuesAsText("result"))
        .containsExactlyInAnyOrder("created", "changed", "unchanged", "changed");
    assertThat(console.get("/tenants/" + tenant + "/assets/User/ann").status()).isEqualTo(404);
  }

  private void exports() throws Exception {
    String yaml = done("export").out();
    assertThat(yaml).contains("# Active: share, version 1", "---\n" + CAMPAIGN);
    file("all.yaml", yaml);
    assertThat(done("diff", "all.yaml").out())
        .doesNotContain("created", "@@")
        .contains("unchanged");
    assertThat(done("export", "--json").json().findValuesAsText("kind"))
        .contains("Fields", "EventType", "Campaign");
  }

  private void sends() throws Exception {
    String lead = Fresh.name("sent");
    assertThat(send(lead, "one").out()).contains("accepted  share  ");
    file(
        "events/a.yaml",
        "- { id: %1$s-a, type: world.shared, subject: %1$s, data: { what: two } }\n".formatted(lead)
            + "---\n{ type: world.unheard, subject: %s }\n".formatted(lead));
    file(
        "events/b.json",
        "{\"id\": \"%1$s-b\", \"type\": \"world.shared\", \"subject\": \"%1$s\", \"data\": {\"what\": \"three\"}}"
            .formatted(lead));
    JsonNode answer = done("send", "--json", "events").json();
    assertThat(answer.path("events")).hasSize(3);
    assertThat(answer.findValuesAsText("state")).containsExactly("accepted", "accepted");
    assertThat(done("send", "events/b.json").out()).startsWith(lead + "-b  duplicate  share");
    file("events/bad.yaml", "[{ type: world.shared, subject: a }, { subject: a }, 7]");
    Ran refused = run("send", "events/bad.yaml");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).isEqualTo("events/bad.yaml: event 3: is no object\n");
    file("events/bad.yaml", "[{ type: world.shared, subject: a }, { subject: a }]");
    assertThat(run("send", "events/bad.yaml").err())
        .startsWith("events/bad.yaml: event 2: ")
        .contains("type");
  }

  private Ran send(String lead, String what) throws Exception {
    return done(
        "send",
        "--type",
        "world.shared",
        "--subject",
        lead,
        "--data",
        "{\"what\": \"" + what + "\"}");
  }

  private void tails() throws Exception {
    String lead = Fresh.name("tailed");
    send(lead, "first");
    Process activities = start("tail", lead);
    Process tasks = start("tail", "--json", "--lines", "0");
    // not closed here: a reader that waits for a line would hold that up, until its process ends
    var lines = activities.inputReader();
    var states = tasks.inputReader();
    try {
      await(lines, "\"first\"");
      send(lead, "second");
      await(lines, "\"second\"");
      send(Fresh.name("tailed"), "third");
      await(states, "\"campaign\":\"share\"");
    } finally {
      activities.destroy();
      tasks.destroy();
    }
    assertThat(run("tail", "nobody").code()).isEqualTo(1);
  }

  private static void await(BufferedReader lines, String part) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (String line = lines.readLine(); !line.contains(part); line = lines.readLine())
            assertThat(line).isNotNull();
        },
        part);
  }

  private void tellsWhy() throws Exception {
    String lead = Fresh.name("asked");
    send(lead, "x");
    String task = deadTask(lead);
    assertThat(done("why", "--task", task).out())
        .contains("task " + task + " of lead " + lead + " in campaign share", "dead: ", "error: ")
        .containsPattern(
            "  note  person.dataChanged  .*\n    no choice held\n      1\\. event.what == \"none\": does not hold");
    assertThat(done("why", "--lead", lead, "--campaign", "share").out())
        .contains("trigger world.shared: came ", "task " + task);
    assertThat(done("why", "--task", task, "--json").json().at("/steps/0/choice").asInt(-1))
        .isZero();
    assertThat(run("why", "--lead", lead, "--campaign", "none").code()).isEqualTo(1);
  }

  private void simulates() throws Exception {
    String[] made = {
      "simulate", "share", "--fields", "{\"n\": 5}", "--type", "world.shared", "--data"
    };
    assertThat(
            done(Stream.concat(Stream.of(made), Stream.of("{\"what\": \"none\"}"))
                    .toArray(String[]::new))
                .out())
        .contains(
            "  note  skipped: choice 1 says nothing",
            "    choice 1",
            "it runs to its end",
            "\"ratio\":20");
    JsonNode told =
        done("simulate", "share", "--json", "--fields", "{}", "--type", "world.other").json();
    assertThat(told.path("enters").asBoolean(true)).isFalse();
    assertThat(run("simulate", "share", "--lead", "nobody", "--type", "world.shared").code())
        .isEqualTo(1);
  }

  private void migrates() throws Exception {
    String moving = CAMPAIGN.replace("name: share", "name: moving");
    file("moving.yaml", moving);
    done("apply", "moving.yaml");
    console.post("/tenants/" + tenant + "/campaigns/moving/activate", "application/json", "").ok();
    String lead = Fresh.name("moved");
    send(lead, "x");
    console
        .post("/tenants/" + tenant + "/campaigns/moving/deactivate", "application/json", "")
        .ok();
    String task =
        Await.until(
                "a dead letter of moving",
                Await.LONG,
                () ->
                    console
                        .get("/tenants/" + tenant + "/tasks?state=dead&campaign=moving")
                        .ok()
                        .body(),
                page -> !page.path("items").isEmpty())
            .at("/items/0/task")
            .asText();
    file("moving.yaml", moving.replace("step: share", "step: divide"));
    done("apply", "moving.yaml");
    Ran stranded = run("migrate", "moving", "--from", "1", "--to", "2");
    assertThat(stranded.code()).isEqualTo(1);
    assertThat(stranded.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("1 tasks stand at steps").contains("nothing moved"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "lead " + lead + ": task " + task + " of version 1 stands at step share"));
    assertThat(done("migrate", "moving", "--from", "all", "--to", "2", "--dry-run").out())
        .startsWith("0 tasks would move to version 2\n1 would be stranded");
    file("moving.yaml", moving.replace("100 /", "200 /"));
    done("apply", "moving.yaml");
    assertThat(done("migrate", "moving", "--from", "all", "--to", "3").out())
        .isEqualTo("1 tasks moved to version 3\n");
    assertThat(
            done("migrate", "moving", "--from", "all", "--to", "3", "--json")
                .json()
                .path("moved")
                .asInt(-1))
        .isZero();
  }

  private void tellsQueues() throws Exception {
    assertThat(done("queues").out().lines())
        .first()
        .asString()
        .startsWith("tenant")
        .contains("inFlight", "dead");
    assertThat(done("queues", "--json").json().findValuesAsText("tenant")).contains(tenant);
  }

  private void redrives(String command) throws Exception {
    List<String> leads = List.of(Fresh.name("dead"), Fresh.name("dead"));
    for (String lead : leads) send(lead, "x");
    List<String> tasks = new ArrayList<>();
    for (String lead : leads) tasks.add(deadTask(lead));
    String letters = done("dead-letters").out();
    for (int i = 0; i < leads.size(); i++)
      assertThat(letters).containsPattern(tasks.get(i) + " +share +" + leads.get(i) + " +share ");
    if (command.equals("dead-letters")) return;
    for (String lead : leads)
      console.patch("/tenants/" + tenant + "/leads/" + lead, "{\"fields\": {\"n\": 5}}").ok();
    assertThat(done("redrive", tasks.getFirst()).out())
        .isEqualTo("redriven " + tasks.getFirst() + "\n");
    assertThat(done("redrive", "--all", "--json").json().findValuesAsText("task"))
        .contains(tasks.getLast())
        .doesNotContain(tasks.getFirst());
    for (String task : tasks)
      Await.until(
          "the redriven task is done",
          Await.LONG,
          () -> console.get("/tenants/" + tenant + "/tasks/" + task).ok().body(),
          told -> told.path("state").asText().equals("done"));
    Ran again = run("redrive", tasks.getFirst());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("only a dead one is redriven");
  }

  private String deadTask(String lead) {
    return Await.until(
            "a dead letter of " + lead,
            Await.LONG,
            () -> console.get("/tenants/" + tenant + "/tasks?state=dead&lead=" + lead).ok().body(),
            page -> !page.path("items").isEmpty())
        .at("/items/0/task")
        .asText();
  }

  @Test
  void errors_are_told_where_they_are_in_the_files_that_were_given() throws Exception {
    String good = document("User", "bob", "{ email: bob@acme.example }");
    file("wrong/a.yaml", "# not applied either\n" + good);
    file(
        "wrong/b.yaml",
        "# people\n"
            + document("Pool", "sales", "{ users: [bob, bobb] }")
            + "---\n"
            + CAMPAIGN
                .replace("person.append", "person.appendd")
                .replace("attribute: ratio", "attribute: rate"));
    Ran refused = run("apply", "wrong");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("wrong/b.yaml:5: spec.users[1]: ").contains("bobb"),
            line ->
                assertThat(line).startsWith("wrong/b.yaml:16: ").contains("appendd", "(allowed: "),
            line -> assertThat(line).startsWith("wrong/b.yaml:17: ").contains("rate"));
    JsonNode json = run("apply", "--json", "wrong").json();
    assertThat(json.path("status").asInt()).isEqualTo(422);
    assertThat(json.path("errors").findValuesAsText("line")).containsExactly("5", "16", "17");
    assertThat(console.get("/tenants/" + tenant + "/assets/User/bob").status()).isEqualTo(404);
  }

  @Test
  void how_it_ended_is_said_by_the_exit_code() throws Exception {
    assertThat(run("apply").code()).isEqualTo(2);
    assertThat(run("queues", "--url", "http://localhost:1").code()).isEqualTo(3);
    Ran unknown = run("export", "--tenant", "nobody");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).isEqualTo("fairway: there is no tenant nobody\n");
  }
}
