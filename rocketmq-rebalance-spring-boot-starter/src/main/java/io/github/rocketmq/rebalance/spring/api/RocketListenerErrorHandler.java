package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.api.ConsumeResult;

/**
 * Decides what becomes of a message that a listener could not deal with: again, again after a delay, to the dead-letter
 * topic, or skipped as if consumed.
 *
 * <p>A bean of this type that is the only one, or the primary of several, is every listener's handler; a listener may name
 * another by its bean name. Without one it is {@link DefaultRocketListenerErrorHandler}. Called by many threads at once, on
 * the thread that failed. If it throws, the message comes again.
 */
@FunctionalInterface
public interface RocketListenerErrorHandler {

    /** What becomes of the message. */
    ConsumeResult onError(ListenerFailure failure);
}
