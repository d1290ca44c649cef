package dev.fairway.contracts;

class MemoryTasksTest extends TasksContract {
  MemoryTasksTest() {
    super(Twin.store());
  }
}
