package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatementFilesTest {
  private static final Path RESOURCES = Path.of("src/main/resources");
  private static final Path SOURCES = Path.of("src/main/java");

  @Test
  void every_sql_file_begins_with_what_it_does() throws IOException {
    for (Path file : sql(RESOURCES))
      assertThat(Files.readAllLines(file).getFirst()).as(file.toString()).matches("-- .{10,}");
  }

  @Test
  void every_function_has_a_comment_above_it() throws IOException {
    for (Path file : sql(RESOURCES.resolve("db/lead"))) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 1; i < lines.size(); i++)
        if (lines
            .get(i)
            .matches(
                "create (or replace )?function fairway\\.(?!fairway_now|published|rebuild_ended).*"))
          assertThat(lines.get(i - 1)).as(file + ": " + lines.get(i)).startsWith("--");
    }
  }

  @Test
  void every_statement_file_is_used_and_calls_a_function_that_exists() throws IOException {
    StringBuilder java = new StringBuilder();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList())
        java.append(Files.readString(file));
    }
    StringBuilder schema = new StringBuilder();
    for (Path file : sql(RESOURCES.resolve("db"))) schema.append(Files.readString(file));
    Pattern call = Pattern.compile("fairway\\.(\\w+)\\(");
    for (Path file : sql(RESOURCES.resolve("sql"))) {
      String name = file.getFileName().toString().replace(".sql", "");
      assertThat(java.toString()).as(name).contains('"' + name + '"');
      Matcher called = call.matcher(Files.readString(file));
      while (called.find())
        assertThat(schema.toString()).contains("function fairway." + called.group(1) + "(");
    }
  }

  private static List<Path> sql(Path under) throws IOException {
    try (Stream<Path> files = Files.walk(under)) {
      return files.filter(path -> path.toString().endsWith(".sql")).toList();
    }
  }
}
