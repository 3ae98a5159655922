package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;
import java.util.function.Consumer;

/** Brings what workers found out back to the loop. */
final class DeliveryOutcomes implements ListenerDispatcher.Outcomes {

    private static final long REFUSED_PAUSE = 200;

    private final ClientLoop loop;
    private final Consumer<MessageQueue> onProgress;
    private final MessageReturns returns;
    private final PopReturns popReturns;

    DeliveryOutcomes(
            ClientLoop loop, Consumer<MessageQueue> onProgress, MessageReturns returns, PopReturns popReturns) {
        this.loop = loop;
        this.onProgress = onProgress;
        this.returns = returns;
        this.popReturns = popReturns;
    }

    @Override
    public void onProgress(Message message) {
        MessageQueue held =
                message instanceof PoppedMessage popped ? popped.lease().held() : message.queue();
        loop.post(() -> onProgress.accept(held));
    }

    @Override
    public void onRetry(Delivery delivery, ConsumeResult.RetryLater wish) {
        if (delivery.message() instanceof PoppedMessage popped) {
            loop.post(() -> popReturns.giveBack(delivery, popped, wish));
        } else {
            loop.post(() -> returns.giveBack(delivery, wish));
        }
    }

    @Override
    public void onDeadLetter(Delivery delivery) {
        if (delivery.message() instanceof PoppedMessage popped) {
            loop.post(() -> popReturns.bury(delivery, popped));
        } else {
            loop.post(() -> returns.bury(delivery));
        }
    }

    @Override
    public void onRefused(Runnable tryAgain) {
        loop.after(REFUSED_PAUSE, tryAgain);
    }
}
