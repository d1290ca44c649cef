package dev.fairway.world.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class CpuTimesTest {
  /// Some tenths of a second of CPU in a child named so, which then sleeps.
  private static Process burner(String name) throws IOException {
    String burn = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; exec sleep 30";
    return new ProcessBuilder("bash", "-c", burn, name).start();
  }

  @Test
  void the_time_of_a_child_is_told_by_its_kind(@TempDir Path data)
      throws IOException, InterruptedException {
    var cpu = new CpuTimes(data);
    cpu.begin();
    Process child = burner("/x/functions/enqueue/target/quarkus-app/quarkus-run.jar");
    try {
      long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (cpu.functions().getOrDefault("enqueue", 0L) < 100_000 && System.nanoTime() < giveUp) {
        cpu.look();
      }

      Map<CpuTimes.Kind, Long> kinds = cpu.byKind();
      assertThat(cpu.functions()).containsKey("enqueue");
      assertThat(kinds.get(CpuTimes.Kind.FUNCTIONS)).isGreaterThanOrEqualTo(100_000);
      assertThat(kinds.get(CpuTimes.Kind.LAUNCHER)).isPositive();
      assertThat(kinds.get(CpuTimes.Kind.POSTGRESQL)).isZero();
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
