package dev.fairway.language;

import dev.fairway.language.Tree.Unreadable;
import dev.fairway.language.YamlSource.Root;
import dev.fairway.model.campaign.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One document of a YAML file, verbatim. What stands before the first `---` belongs to the file;
/// where there is none, to the first document.
///
/// @param kind as written; empty if it says none
/// @param name of its metadata, as written; empty if it says none
/// @param line of the file on which it begins, from 1
public record SourceDocument(String kind, String name, int line, String text) {
  /// Line ends as YAML knows them, so that lines count as in its messages.
  private static final Pattern LINE_END = Pattern.compile("(?<=\n)|(?<=\r)(?!\n)");

  /// @return what keeps the file from being read as YAML, if anything does
  public static ReadResult<List<SourceDocument>> read(String file) {
    try {
      return new ReadResult.Ok<>(documents(file), List.of());
    } catch (Unreadable e) {
      String message = String.valueOf(e.getMessage());
      return new ReadResult.Errors<>(List.of(new Problem("", e.line(), message, List.of())));
    }
  }

  private static List<SourceDocument> documents(String file) throws Unreadable {
    List<Root> roots = YamlSource.roots(file);
    List<String> lines = List.of(LINE_END.split(file));
    List<SourceDocument> documents = new ArrayList<>();
    for (int i = 0; i < roots.size(); i++) {
      Root root = roots.get(i);
      int from = i == 0 && !root.marked() ? 0 : root.line() - 1;
      int to = i + 1 < roots.size() ? roots.get(i + 1).line() - 1 : lines.size();
      String text = String.join("", lines.subList(from, to));
      documents.add(new SourceDocument(kind(root.tree()), name(root.tree()), from + 1, text));
    }
    return documents;
  }

  private static String kind(Tree document) {
    return scalar(document, "kind");
  }

  private static String name(Tree document) {
    return document instanceof Tree.Entries map && map.entries().containsKey("metadata")
        ? scalar(map.entries().get("metadata"), "name")
        : "";
  }

  private static String scalar(Tree tree, String key) {
    return tree instanceof Tree.Entries map
            && map.entries().get(key) instanceof Tree.Scalar(String text, boolean plain, int line)
        ? text
        : "";
  }
}
