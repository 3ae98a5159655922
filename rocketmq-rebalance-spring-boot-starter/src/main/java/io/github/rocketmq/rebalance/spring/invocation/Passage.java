package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.RocketMessageFilter;
import io.github.rocketmq.rebalance.spring.api.RocketMessageInterceptor;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message's way past the interceptors and the filter of a listener, and back. */
final class Passage {

    private static final Logger log = LoggerFactory.getLogger(Passage.class);

    private final Gate gate;
    private Message message;
    private int entered;

    Passage(Gate gate, Message message) {
        this.gate = gate;
        this.message = message;
    }

    /** The message as the interceptors made it. */
    Message message() {
        return message;
    }

    /** Whether the listener is to get the message. Throws what an interceptor or the filter throws. */
    boolean enter() {
        for (RocketMessageInterceptor interceptor : gate.interceptors()) {
            entered++;
            Message next = interceptor.before(message, gate.listener());
            if (next == null) {
                return false;
            }
            message = next;
        }
        return gate.filter().accepts(message);
    }

    void succeeded(ConsumeResult result) {
        backwards(interceptor -> interceptor.success(message, gate.listener(), result));
    }

    void failed(Throwable failure) {
        backwards(interceptor -> interceptor.failure(message, gate.listener(), failure));
    }

    void leave() {
        backwards(interceptor -> interceptor.after(message, gate.listener()));
    }

    private void backwards(Consumer<RocketMessageInterceptor> step) {
        List<RocketMessageInterceptor> interceptors = gate.interceptors();
        for (int i = entered - 1; i >= 0; i--) {
            try {
                step.accept(interceptors.get(i));
            } catch (Throwable failure) {
                log.warn(
                        "An interceptor of listener '{}' failed behind the call; that changes nothing",
                        gate.listener().id(),
                        failure);
            }
        }
    }

    /**
     * What stands before a listener.
     *
     * @param interceptors in their order
     * @param filter behind them
     */
    record Gate(ListenerIdentity listener, List<RocketMessageInterceptor> interceptors, RocketMessageFilter filter) {
        Gate {
            interceptors = List.copyOf(interceptors);
        }
    }
}
