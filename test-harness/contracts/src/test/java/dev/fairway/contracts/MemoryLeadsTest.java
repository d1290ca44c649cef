package dev.fairway.contracts;

class MemoryLeadsTest extends LeadsContract {
  MemoryLeadsTest() {
    super(Twin.store());
  }
}
