package dev.fairway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `fairway`: the options of all commands, and what becomes of errors.
@Command(
    name = "fairway",
    description = "Talks to a Fairway engine.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    subcommands = {
      ApplyCommand.class,
      DiffCommand.class,
      ExportCommand.class,
      SendCommand.class,
      TailCommand.class,
      WhyCommand.class,
      SimulateCommand.class,
      MigrateCommand.class,
      QueuesCommand.class,
      DeadLettersCommand.class,
      RedriveCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused by the engine, or a file has errors",
      "2:wrong usage",
      "3:the engine is not reachable"
    })
public final class Fairway {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int USAGE = 2;
  static final int UNREACHABLE = 3;

  private static final String URL = "http://localhost:8080";

  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "of the engine; else FAIRWAY_URL, else " + URL)
  private @Nullable String url;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "whose it is; else FAIRWAY_TENANT")
  private @Nullable String tenant;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      scope = ScopeType.INHERIT,
      description =
          "to be shown to the engine; better FAIRWAY_TOKEN, which no list of processes tells")
  private @Nullable String token;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "answer in JSON on standard output, errors too")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "this text")
  @SuppressWarnings("unused") // it is enough that it is given
  private boolean help;

  private Fairway(Map<String, String> environment) {
    this.environment = environment;
  }

  public static void main(String[] args) {
    System.exit(commandLine(System.getenv(), System.out, System.err).execute(args));
  }

  public static CommandLine commandLine(
      Map<String, String> environment, OutputStream out, OutputStream err) {
    var fairway = new Fairway(environment);
    return new CommandLine(fairway)
        .setOut(writer(out))
        .setErr(writer(err))
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((wrong, args) -> fairway.wrong(wrong))
        .setExecutionExceptionHandler((failure, command, parsed) -> fairway.failed(failure));
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  Engine engine() {
    return new Engine(address(), given(token, "FAIRWAY_TOKEN"));
  }

  private URI address() {
    String text = given(url, "FAIRWAY_URL").orElse(URL).replaceFirst("/+$", "");
    try {
      URI address = new URI(text);
      boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (http && address.getHost() != null && address.getRawQuery() == null) return address;
    } catch (URISyntaxException e) {
      throw usage("the URL \"" + text + "\" is none: " + e.getReason());
    }
    throw usage("the URL \"" + text + "\" must be as " + URL);
  }

  String tenant() {
    return given(tenant, "FAIRWAY_TENANT")
        .orElseThrow(() -> usage("which tenant? --tenant NAME or FAIRWAY_TENANT"));
  }

  private Optional<String> given(@Nullable String option, String variable) {
    return Optional.ofNullable(option)
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .filter(text -> !text.isBlank());
  }

  ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  boolean json() {
    return json;
  }

  void line(String text) {
    spec.commandLine().getOut().println(text);
  }

  void verbatim(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }

  /// @param value what Jackson writes
  void json(Object value) {
    try {
      line(Engine.JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value, e);
    }
  }

  /// A warning, or an error that does not end the command.
  void note(String text) {
    spec.commandLine().getErr().println(text);
  }

  private int wrong(ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    note("fairway: " + wrong.getMessage());
    note("Try " + command + " --help");
    return USAGE;
  }

  private int failed(Exception failure) throws Exception {
    return switch (failure) {
      case Refused refused -> {
        tell(refused);
        yield REFUSED;
      }
      case Unreachable unreachable -> {
        tell(0, String.valueOf(unreachable.getMessage()));
        yield UNREACHABLE;
      }
      default -> throw failure;
    };
  }

  /// To a person each finding is a line; without any, the message.
  void tell(Refused refused) {
    if (json) json(body(refused));
    else if (refused.findings().isEmpty()) note("fairway: " + refused.message());
    else refused.findings().forEach(finding -> note(finding.text()));
  }

  private void tell(int status, String message) {
    tell(new Refused(status, message, List.of()));
  }

  private static Map<String, Object> body(Refused refused) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", refused.message());
    if (refused.status() > 0) body.put("status", refused.status());
    if (!refused.findings().isEmpty()) body.put("errors", refused.findings());
    return body;
  }
}
