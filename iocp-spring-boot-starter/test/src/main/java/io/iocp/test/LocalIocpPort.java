package io.iocp.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Value;

/**
 * The port that the transport listens on, injected into a field or a parameter of a test: the value
 * of the property {@value #PROPERTY}.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Value("${" + LocalIocpPort.PROPERTY + "}")
public @interface LocalIocpPort {

  /** Name of the property; it is there once the context has started. */
  String PROPERTY = "local.iocp.port";
}
