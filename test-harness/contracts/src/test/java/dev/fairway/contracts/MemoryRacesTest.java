package dev.fairway.contracts;

class MemoryRacesTest extends RacesContract {
  MemoryRacesTest() {
    super(Twin.store());
  }

  @Override
  protected int rounds() {
    return 1_000;
  }
}
