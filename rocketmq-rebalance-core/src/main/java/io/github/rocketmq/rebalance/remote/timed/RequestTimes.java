package io.github.rocketmq.rebalance.remote.timed;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.RequestEnd;
import io.github.rocketmq.rebalance.api.RequestOperation;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks, and tells how long the answer took. Safe for use by any thread. */
final class RequestTimes {

    private final ClientEvents events;
    private final LongSupplier nanoClock;

    RequestTimes(ClientEvents events, LongSupplier nanoClock) {
        this.events = events;
        this.nanoClock = nanoClock;
    }

    /**
     * Asks.
     *
     * @param server looked up when the answer is there, because only then it is known which name server gave it
     * @param request the question; its own answer is returned, so that nobody waits for the telling
     */
    <T> CompletionStage<T> time(
            RequestOperation operation,
            Supplier<Optional<BrokerAddress>> server,
            @Nullable ConsumerGroup group,
            String topic,
            Supplier<CompletionStage<T>> request) {
        long startedAt = nanoClock.getAsLong();
        CompletionStage<T> answer = request.get();
        answer.whenComplete((value, failure) -> {
            Duration took = Duration.ofNanos(nanoClock.getAsLong() - startedAt);
            Optional<BrokerAddress> address = server.get();
            events.requestEnded(new RequestEnd(
                    operation,
                    address.map(BrokerAddress::host).orElse(""),
                    address.map(BrokerAddress::port).orElse(0),
                    Optional.ofNullable(group),
                    topic,
                    took,
                    Optional.ofNullable(failure).map(RemoteException::causeOf)));
        });
        return answer;
    }
}
