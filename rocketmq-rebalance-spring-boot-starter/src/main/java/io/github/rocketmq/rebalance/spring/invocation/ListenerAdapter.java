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
        ConsumeResult result = ConsumeResult.retry();
        try (Interruption interruption = new Interruption()) {
            try {
                result = answer(call, interruption);
            } finally {
                call.leave();
                call.end(result);
            }
        }
        return result;
    }

    private ConsumeResult answer(MessageCall call, Interruption interruption) {
        try {
            return call.enter() ? call.settled(deliver(call)) : call.skipped();
        } catch (Throwable failure) {
            interruption.threw(failure);
            return call.failed(failure);
        }
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
