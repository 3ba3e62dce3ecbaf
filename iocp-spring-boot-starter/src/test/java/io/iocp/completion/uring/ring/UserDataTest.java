package io.iocp.completion.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserDataTest {

  @Test
  void eachPartComesBackAtItsBounds() {
    int[] slots = {0, 1, UserData.MAXIMUM_SLOTS - 1};
    int[] generations = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE};
    for (Request request : Request.values()) {
      for (int slot : slots) {
        for (int generation : generations) {
          long userData = UserData.of(request, slot, generation);
          assertThat(UserData.request(userData)).isEqualTo(request);
          assertThat(UserData.slot(userData)).isEqualTo(slot);
          assertThat(UserData.generation(userData)).isEqualTo(generation);
        }
      }
    }
  }
}
