package io.github.rocketmq.rebalance.spring.api;

/**
 * A bean that handles the messages of one listener; annotate its class.
 *
 * <p>Called by many threads at once, for different messages.
 *
 * @param <T> what a message's payload is converted to
 */
@FunctionalInterface
public interface RocketListener<T> {

    /**
     * Handles one message. Returning normally means consumed; an exception sends the message to the group's retry topic.
     */
    void onMessage(T message) throws Exception;
}
