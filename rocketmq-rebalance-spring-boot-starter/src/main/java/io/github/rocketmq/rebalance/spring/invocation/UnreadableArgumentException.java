package io.github.rocketmq.rebalance.spring.invocation;

import java.util.stream.Collectors;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.ObjectError;

/**
 * An argument that could not be made of a message. Its text is fit for logs; that of its cause may quote the payload, so
 * the cause is for error handlers only.
 */
final class UnreadableArgumentException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final String reason;
    private final Exception original;

    /**
     * Describes the failure without a word of the payload.
     *
     * @param what the argument: its type, or its header
     */
    UnreadableArgumentException(String what, Exception original) {
        this(what, reason(original), original);
    }

    private UnreadableArgumentException(String what, String reason, Exception original) {
        super("payload cannot be read as " + what + ": " + reason);
        this.what = what;
        this.reason = reason;
        this.original = original;
    }

    String what() {
        return what;
    }

    String reason() {
        return reason;
    }

    Exception original() {
        return original;
    }

    /** The same as an exception that holds neither the payload nor what quotes it. */
    MessageConversionException withoutPayload() {
        MessageConversionException told = new MessageConversionException(String.valueOf(getMessage()));
        told.setStackTrace(original.getStackTrace());
        return told;
    }

    // Only a conversion exception promises not to quote the payload; of any other exception the type must do.
    private static String reason(Exception original) {
        if (original instanceof MessageConversionException) {
            return String.valueOf(original.getMessage());
        }
        if (original instanceof MethodArgumentNotValidException invalid) {
            BindingResult result = invalid.getBindingResult();
            return "it is not valid" + (result == null ? "" : ": " + violations(result));
        }
        return original instanceof MethodArgumentResolutionException
                ? "it is missing"
                : original.getClass().getName();
    }

    /** Field and constraint, not the value that was refused. */
    private static String violations(BindingResult result) {
        String fields = result.getFieldErrors().stream()
                .map(error -> error.getField() + " (" + error.getCode() + ")")
                .collect(Collectors.joining(", "));
        String whole =
                result.getGlobalErrors().stream().map(ObjectError::getCode).collect(Collectors.joining(", "));
        return fields.isEmpty() || whole.isEmpty() ? fields + whole : fields + ", " + whole;
    }
}
