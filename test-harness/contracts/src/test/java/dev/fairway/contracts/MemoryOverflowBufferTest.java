package dev.fairway.contracts;

import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.memory.MemoryOverflowBuffer;

class MemoryOverflowBufferTest extends OverflowBufferContract {
  private final MemoryOverflowBuffer twin = new MemoryOverflowBuffer();

  @Override
  protected OverflowBuffer buffer() {
    return twin;
  }

  @Override
  protected OverflowBuffer elsewhere() {
    return twin;
  }

  @Override
  protected void away(boolean away) {
    twin.away(away);
  }
}
