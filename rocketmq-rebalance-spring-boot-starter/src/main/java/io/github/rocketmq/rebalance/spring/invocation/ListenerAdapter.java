package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.model.Message;
import org.jspecify.annotations.Nullable;

/** Calls a {@link ListenerHandler} with one message at a time and says what becomes of it when the method returns. */
final class ListenerAdapter implements MessageListener {

    private final ListenerParts parts;
    private final Argument[] arguments;

    /**
     * Joins the parts of one listener.
     *
     * @param arguments one for each of the method's parameters
     */
    ListenerAdapter(ListenerParts parts, Argument[] arguments) {
        this.parts = parts;
        this.arguments = arguments;
    }

    @Override
    public ConsumeResult onMessage(Message message) {
        MessageCall call = parts.begin(message);
        ConsumeResult result;
        try {
            result = call.enter() ? call.settled(deliver(call)) : call.skipped();
        } catch (Throwable failure) {
            result = call.failed(failure);
        }
        call.leave();
        return call.end(result);
    }

    private ConsumeResult deliver(MessageCall call) throws Throwable {
        Incoming incoming = new Incoming(call.message());
        @Nullable Object[] made = new @Nullable Object[arguments.length];
        for (int i = 0; i < made.length; i++) {
            made[i] = arguments[i].read(incoming);
        }
        return parts.handler().returns().result(parts.handler().invoke(made));
    }
}
