package dev.fairway.cli;

import dev.fairway.language.ReadResult;
import dev.fairway.language.SourceDocument;
import dev.fairway.model.campaign.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Documents of several files as one, which the engine checks and stores together, and the way back
/// from its lines to theirs.
final class GivenFiles {
  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");
  private static final String MARKER = "---\n";

  /// @param file as it was given
  record Document(String file, SourceDocument source) {}

  /// @param first line of the whole on which it begins
  /// @param shift from a line of the whole to that of the file
  private record Part(String file, int first, int shift) {}

  private final StringBuilder whole = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();
  private final List<Document> documents = new ArrayList<>();

  private GivenFiles() {}

  /// Files as they are, and all of a folder that are YAML or JSON, by name.
  ///
  /// @return empty if a folder has none
  static Optional<List<Path>> in(Path given) {
    if (!Files.isDirectory(given)) return Optional.of(List.of(given));
    try (Stream<Path> all = Files.walk(given)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
              .sorted()
              .toList();
      return files.isEmpty() ? Optional.empty() : Optional.of(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param files that are there
  static GivenFiles read(List<Path> files) throws Refused {
    var given = new GivenFiles();
    List<Finding> wrong = new ArrayList<>();
    for (Path file : files) given.add(file.toString(), text(file), wrong);
    if (wrong.isEmpty() && given.documents.isEmpty())
      wrong.add(finding(files.getFirst().toString(), 1, "no document stands in it"));
    if (!wrong.isEmpty()) throw Refused.files(wrong);
    return given;
  }

  static String text(Path file) throws Refused {
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Refused.files(List.of(finding(file.toString(), 0, "is not UTF-8 text")));
    } catch (IOException e) {
      throw Refused.files(
          List.of(finding(file.toString(), 0, "cannot be read: " + e.getMessage())));
    }
  }

  private static Finding finding(String file, int line, String message) {
    return new Finding(file, line, "", message, List.of());
  }

  private void add(String file, String written, List<Finding> wrong) {
    // raw tabs of JSON stand between its tokens, where YAML has none
    String text = file.endsWith(".json") ? written.replace('\t', ' ') : written;
    switch (SourceDocument.read(text)) {
      case ReadResult.Errors<?>(List<Problem> problems) ->
          problems.forEach(each -> wrong.add(finding(file, each.line(), each.message())));
      case ReadResult.Ok<List<SourceDocument>>(List<SourceDocument> found, var warnings) ->
          found.forEach(document -> add(file, document));
    }
  }

  /// A directive is left out: it may stand at the beginning of a file only.
  private void add(String file, SourceDocument document) {
    documents.add(new Document(file, document));
    String text = document.text();
    int line = document.line();
    for (; text.startsWith("%"); line++) text = text.substring(text.indexOf('\n') + 1);
    if (!text.startsWith("---")) whole.append(MARKER);
    int first = lines() + 1;
    parts.add(new Part(file, first, line - first));
    whole.append(text);
    if (!text.endsWith("\n")) whole.append('\n');
  }

  private int lines() {
    return (int) whole.chars().filter(c -> c == '\n').count();
  }

  /// All documents, one behind the other.
  String whole() {
    return whole.toString();
  }

  List<Document> documents() {
    return documents;
  }

  /// With the file and line for a line of the whole.
  Finding placed(Finding finding) {
    if (finding.line() == 0) return parts.size() == 1 ? at(parts.getFirst(), finding) : finding;
    Part part = parts.getFirst();
    for (Part each : parts) if (each.first() <= finding.line()) part = each;
    return at(part, finding);
  }

  private static Finding at(Part part, Finding finding) {
    int line = finding.line() == 0 ? 0 : Math.max(1, finding.line() + part.shift());
    return finding.at(part.file(), line);
  }
}
