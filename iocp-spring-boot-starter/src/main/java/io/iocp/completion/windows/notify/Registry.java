package io.iocp.completion.windows.notify;

/** Where registrations are found again by their keys, and the batch that makes them. Any thread. */
interface Registry {

  /** Of the calling worker. */
  RegistrationBatch batch();

  void remember(Registration registration);

  void forget(Registration registration);
}
