package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;

/**
 * Popped messages go one way and pulled ones another.
 *
 * @param pulled for messages of queues that are pulled
 * @param popped for messages of queues that are popped
 */
record ReturnsByKind(MessageReturns pulled, PopReturns popped) implements MessageReturns {

    @Override
    public void giveBack(Delivery delivery, ConsumeResult.RetryLater wish) {
        if (delivery.message() instanceof PoppedMessage message) {
            popped.giveBack(delivery, message, wish);
        } else {
            pulled.giveBack(delivery, wish);
        }
    }

    @Override
    public void bury(Delivery delivery, String reason) {
        if (delivery.message() instanceof PoppedMessage message) {
            popped.bury(delivery, message);
        } else {
            pulled.bury(delivery, reason);
        }
    }

    @Override
    public void abandon(MessageQueue queue) {
        pulled.abandon(queue);
    }
}
