package io.iocp;

/**
 * Changes what the application's transport is started with, where properties do not say enough.
 * Beans of this type are asked in their order, after the properties have been read and before the
 * transport is opened.
 */
@FunctionalInterface
public interface IocpTransportOptionsCustomizer {

  void customize(IocpTransportOptions.Builder options);
}
