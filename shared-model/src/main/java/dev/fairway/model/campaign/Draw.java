package dev.fairway.model.campaign;

import dev.fairway.model.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/// Chance that is the same each time it is asked: a hash of who and what it is about.
public final class Draw {
  private Draw() {}

  /// @return the place of one of `weights`, each as likely as its share of their sum
  public static int weighted(List<Long> weights, String... about) {
    long sum = weights.stream().mapToLong(Long::longValue).sum();
    long drawn = below(sum, about);
    for (int i = 0; i < weights.size(); i++) {
      drawn -= weights.get(i);
      if (drawn < 0) return i;
    }
    throw new IllegalArgumentException("weights " + weights);
  }

  /// @return 0 to `bound` - 1
  public static long below(long bound, String... about) {
    MessageDigest digest = Digest.sha256();
    for (String part : about) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return Long.remainderUnsigned(ByteBuffer.wrap(digest.digest()).getLong(), bound);
  }
}
