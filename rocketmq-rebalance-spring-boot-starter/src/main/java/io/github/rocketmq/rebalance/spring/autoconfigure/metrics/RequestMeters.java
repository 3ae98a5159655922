package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.api.RequestEnd;
import io.github.rocketmq.rebalance.api.RequestOperation;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.spring.observation.MessagingNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times the requests to brokers and name servers. Safe for use by any thread. */
final class RequestMeters {

    private final MeterRegistry registry;
    private final boolean sendsAreObserved;

    RequestMeters(MeterRegistry registry, boolean sendsAreObserved) {
        this.registry = registry;
        this.sendsAreObserved = sendsAreObserved;
    }

    void ended(RequestEnd request) {
        if (request.operation() == RequestOperation.SEND && sendsAreObserved) {
            return;
        }
        Throwable failure = request.failure().orElse(null);
        Tags tags = SeriesTags.of(request.group().map(ConsumerGroup::name).orElse(""), request.topic())
                .and(
                        MessagingNames.OPERATION_NAME,
                        request.operation().name().toLowerCase(Locale.ROOT),
                        MessagingNames.OPERATION_TYPE,
                        type(request.operation()),
                        MessagingNames.SERVER_ADDRESS,
                        MessagingNames.orNone(request.host()),
                        MessagingNames.SERVER_PORT,
                        request.port() == 0 ? MessagingNames.NONE : Integer.toString(request.port()),
                        MessagingNames.ERROR_TYPE,
                        MessagingNames.errorType(failure),
                        RocketMqMeter.ERROR,
                        simpleName(failure));
        Timer.builder(RocketMqMeter.OPERATION.getName())
                .description(RocketMqMeter.OPERATION.description())
                .tags(tags)
                .register(registry)
                .record(request.took());
    }

    private static String type(RequestOperation operation) {
        return switch (operation) {
            case PULL, POP, AWAIT_MESSAGES -> MessagingNames.RECEIVE;
            case ACK, NACK, CHANGE_INVISIBLE_TIME -> MessagingNames.SETTLE;
            case SEND -> MessagingNames.SEND;
            case LOCK,
                    UNLOCK,
                    HEARTBEAT,
                    UNREGISTER,
                    QUERY_OFFSET,
                    QUERY_ROUTE,
                    QUERY_ASSIGNMENT,
                    MEMBER_LIST,
                    UPTIME -> MessagingNames.NONE;
        };
    }

    private static String simpleName(@Nullable Throwable failure) {
        return failure == null ? MessagingNames.NONE : failure.getClass().getSimpleName();
    }
}
