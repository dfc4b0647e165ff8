package org.forecast4j.job;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record component means as a setting. Its key in a job file, and with two dashes its option on the command line,
 * is the component's name in kebab case: {@code learningRate} is {@code learning-rate}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** One line for the help and the job file reference. */
    String help();

    /** What stands in where the key is missing, written as in a job file; empty for none. */
    String otherwise() default "";

    /** What the option stands for where it is given without a value; empty where it needs one. */
    String alone() default "";

    /** Whether the key must be given. */
    boolean required() default false;

    /** Stands for the value in the help. */
    String sample();
}
