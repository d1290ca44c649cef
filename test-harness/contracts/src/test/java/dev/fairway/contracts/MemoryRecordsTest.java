package dev.fairway.contracts;

class MemoryRecordsTest extends RecordsContract {
  MemoryRecordsTest() {
    super(Twin.store());
  }
}
