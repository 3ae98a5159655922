package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What a listener's method returns.
 *
 * @param when whether the answer comes with the return
 * @param value {@code void}, {@link ConsumeResult} or {@link BatchResult}
 * @param description the method, for errors
 */
record ReturnKind(When when, Class<?> value, String description) {

    static final ReturnKind NOTHING = new ReturnKind(When.AT_ONCE, void.class, "RocketListener");

    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Mono", ReturnKind.class.getClassLoader());

    enum When {
        AT_ONCE,
        /** By a {@link CompletionStage}. */
        BY_STAGE,
        /** By a Mono or what Spring can turn into one. */
        BY_PUBLISHER
    }

    /**
     * Reads the method's signature.
     *
     * @throws io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException if what it returns means nothing
     */
    static ReturnKind of(Method method, Class<?> targetClass, String description) {
        ResolvableType type = ResolvableType.forMethodReturnType(method, targetClass);
        Class<?> raw = type.toClass();
        if (CompletionStage.class.isAssignableFrom(raw)) {
            return later(When.BY_STAGE, type, type.as(CompletionStage.class).getGeneric(0), description);
        }
        Optional<ReactiveAdapter> publisher = publisher(raw);
        if (publisher.isPresent()) {
            if (publisher.get().isMultiValue()) {
                throw wrong(type, description);
            }
            ResolvableType value =
                    publisher.get().isNoValue() ? ResolvableType.forClass(Void.class) : type.getGeneric(0);
            return later(When.BY_PUBLISHER, type, value, description);
        }
        if (raw != void.class && !isResult(raw)) {
            throw wrong(type, description);
        }
        return new ReturnKind(When.AT_ONCE, raw, description);
    }

    boolean isLater() {
        return when != When.AT_ONCE;
    }

    /** What becomes of the message, by what the method gave. */
    ConsumeResult result(@Nullable Object given) {
        return value == void.class ? ConsumeResult.consumed() : (ConsumeResult) present(given);
    }

    /** What becomes of the messages, by what the method gave. */
    BatchResult batchResult(@Nullable Object given) {
        if (value == void.class) {
            return BatchResult.consumed();
        }
        Object result = present(given);
        return result instanceof ConsumeResult same ? BatchResult.all(same) : (BatchResult) result;
    }

    /** The answer that comes later. */
    CompletionStage<?> stage(@Nullable Object returned) {
        Object later = present(returned);
        return when == When.BY_STAGE
                ? (CompletionStage<?>) later
                : MonoStage.of(publisher(later.getClass()).orElseThrow().toPublisher(later));
    }

    private Object present(@Nullable Object given) {
        if (given == null) {
            throw new IllegalStateException(description + " returned null; return "
                    + (value == void.class
                            ? "what completes when the message is done"
                            : "ConsumeResult.consumed(), retry() or deadLetter(..)"));
        }
        return given;
    }

    private static ReturnKind later(When when, ResolvableType type, ResolvableType value, String description) {
        Class<?> raw = value.toClass();
        if (raw == Void.class) {
            return new ReturnKind(when, void.class, description);
        }
        if (!isResult(raw)) {
            throw wrong(type, description);
        }
        return new ReturnKind(when, raw, description);
    }

    private static boolean isResult(Class<?> type) {
        return type == ConsumeResult.class || type == BatchResult.class;
    }

    private static Optional<ReactiveAdapter> publisher(Class<?> type) {
        return REACTOR
                ? Optional.ofNullable(
                        ReactiveAdapterRegistry.getSharedInstance().getAdapter(type))
                : Optional.empty();
    }

    private static RuntimeException wrong(ResolvableType type, String description) {
        return ListenerHandler.wrong(
                description,
                "returns " + type + ", but only void and ConsumeResult mean something, or a CompletionStage or Mono of"
                        + " Void or ConsumeResult",
                "Return void, or " + ConsumeResult.class.getName() + " to decide what becomes of the message; a batch"
                        + " listener may return " + BatchResult.class.getName() + ". Of a stage with another value"
                        + " return thenAccept(..), of a Mono then().");
    }
}
