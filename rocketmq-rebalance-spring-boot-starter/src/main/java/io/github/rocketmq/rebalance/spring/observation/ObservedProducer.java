package io.github.rocketmq.rebalance.spring.observation;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A producer of which each sent message is observed and takes its trace along. Safe for use by any thread. */
public final class ObservedProducer implements Producer {

    private static final RocketSendObservationConvention DEFAULT = new DefaultRocketSendObservationConvention();

    private final Producer producer;
    private final Supplier<ObservationRegistry> registry;
    private final Supplier<@Nullable RocketSendObservationConvention> convention;

    /**
     * Observes a producer.
     *
     * @param registry asked at each message
     * @param convention the application's own; gives null for the default
     */
    public ObservedProducer(
            Producer producer,
            Supplier<ObservationRegistry> registry,
            Supplier<@Nullable RocketSendObservationConvention> convention) {
        this.producer = producer;
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public SendReceipt send(OutgoingMessage message) {
        return now(message, producer::send);
    }

    @Override
    public SendReceipt send(OutgoingMessage message, MessageQueue queue) {
        return now(message, traced -> producer.send(traced, queue));
    }

    @Override
    public CompletionStage<SendReceipt> sendAsync(OutgoingMessage message) {
        return later(message, producer::sendAsync);
    }

    @Override
    public CompletionStage<SendReceipt> sendAsync(OutgoingMessage message, MessageQueue queue) {
        return later(message, traced -> producer.sendAsync(traced, queue));
    }

    @Override
    public List<MessageQueue> queues(String topic) {
        return producer.queues(topic);
    }

    @Override
    public void close() {
        producer.close();
    }

    private SendReceipt now(OutgoingMessage message, Function<OutgoingMessage, SendReceipt> send) {
        RocketSendObservationContext context = new RocketSendObservationContext(message);
        Supplier<SendReceipt> sent = () -> {
            SendReceipt receipt = send.apply(context.traced());
            context.receipt(receipt);
            return receipt;
        };
        return Objects.requireNonNull(observation(context).observe(sent));
    }

    private CompletionStage<SendReceipt> later(
            OutgoingMessage message, Function<OutgoingMessage, CompletionStage<SendReceipt>> send) {
        RocketSendObservationContext context = new RocketSendObservationContext(message);
        Observation observation = observation(context).start();
        Supplier<CompletionStage<SendReceipt>> sent = () -> send.apply(context.traced());
        CompletionStage<SendReceipt> answer;
        try {
            answer = Objects.requireNonNull(observation.scoped(sent));
        } catch (RuntimeException | Error failure) {
            observation.stop();
            throw failure;
        }
        return answer.whenComplete((receipt, failure) -> {
            if (failure == null) {
                context.receipt(receipt);
            } else {
                observation.error(causeOf(failure));
            }
            observation.stop();
        });
    }

    private Observation observation(RocketSendObservationContext context) {
        return RocketSendObservation.SEND.observation(convention.get(), DEFAULT, () -> context, registry.get());
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
