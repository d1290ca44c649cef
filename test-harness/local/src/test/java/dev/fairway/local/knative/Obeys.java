package dev.fairway.local.knative;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// This test fails if the stand-in breaks these rules.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Obeys {
  Rule[] value();
}
