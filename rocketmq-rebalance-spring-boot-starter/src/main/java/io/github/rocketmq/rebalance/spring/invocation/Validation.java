package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import java.lang.annotation.Annotation;
import java.util.Optional;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/** Checks payloads of a parameter that is annotated with {@code @Valid} or {@code @Validated}. */
final class Validation {

    private final MethodParameter parameter;
    private final Validator validator;
    private final Object[] groups;

    private Validation(MethodParameter parameter, Validator validator, Object[] groups) {
        this.parameter = parameter;
        this.validator = validator;
        this.groups = groups;
    }

    /** Whether payloads of the parameter are to be checked. */
    static boolean isWanted(MethodParameter parameter) {
        return groups(parameter).isPresent();
    }

    /** The check of the parameter's payloads; empty if none is wanted. */
    static Optional<Validation> of(MethodParameter parameter, Validator validator) {
        return groups(parameter).map(groups -> new Validation(parameter, validator, groups));
    }

    void check(Object payload, Message message) {
        BeanPropertyBindingResult result = new BeanPropertyBindingResult(payload, "payload");
        if (groups.length > 0 && validator instanceof SmartValidator smart) {
            smart.validate(payload, result, groups);
        } else {
            validator.validate(payload, result);
        }
        if (result.hasErrors()) {
            throw new MethodArgumentNotValidException(SpringMessages.of(message, message), parameter, result);
        }
    }

    private static Optional<Object[]> groups(MethodParameter parameter) {
        for (Annotation annotation : parameter.getParameterAnnotations()) {
            Object[] groups = ValidationAnnotationUtils.determineValidationHints(annotation);
            if (groups != null) {
                return Optional.of(groups);
            }
        }
        return Optional.empty();
    }
}
