package dev.fairway.contracts;

class MemoryJournalTest extends JournalContract {
  MemoryJournalTest() {
    super(Twin.store());
  }
}
