package io.github.rocketmq.rebalance.spring.observation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.List;

/**
 * One call of a listener. The message that is called with carries its producer's trace, of which the call becomes a part; a
 * batch begins a trace of its own, because its messages come from different ones.
 */
public final class RocketListenerObservationContext extends ReceiverContext<List<Message>> {

    private final ListenerIdentity listener;
    private final String group;
    private final List<Message> messages;
    private final boolean batch;
    private final RocketListenerFacts facts;
    private volatile List<ConsumeResult> results = List.of();

    /**
     * A call that begins.
     *
     * @param messages at least one, of one queue
     */
    public RocketListenerObservationContext(
            ListenerIdentity listener, String group, List<Message> messages, boolean batch, RocketListenerFacts facts) {
        super((carrier, key) -> batch ? null : carrier.get(0).property(key), Kind.CONSUMER);
        this.listener = listener;
        this.group = group;
        this.messages = List.copyOf(messages);
        this.batch = batch;
        this.facts = facts;
        setCarrier(this.messages);
        setRemoteServiceName(MessagingNames.SYSTEM_VALUE);
    }

    public ListenerIdentity listener() {
        return listener;
    }

    /** The consumer group's name. */
    public String group() {
        return group;
    }

    public List<Message> messages() {
        return messages;
    }

    /** The first message; the only one unless the listener takes batches. */
    public Message message() {
        return messages.get(0);
    }

    public boolean isBatch() {
        return batch;
    }

    public RocketListenerFacts facts() {
        return facts;
    }

    /** What becomes of each message; empty until the call ended. */
    public List<ConsumeResult> results() {
        return results;
    }

    void results(List<ConsumeResult> each) {
        results = List.copyOf(each);
    }

    /** What went wrong: the class thrown, {@code dead_letter}, {@code retry}, or {@code none}. */
    public String errorType() {
        Throwable failure = getError();
        if (failure != null) {
            return MessagingNames.errorType(failure);
        }
        List<ConsumeResult> each = results;
        if (each.stream().anyMatch(ConsumeResult.DeadLetter.class::isInstance)) {
            return "dead_letter";
        }
        return each.stream().allMatch(ConsumeResult.Consumed.class::isInstance) ? MessagingNames.NONE : "retry";
    }
}
