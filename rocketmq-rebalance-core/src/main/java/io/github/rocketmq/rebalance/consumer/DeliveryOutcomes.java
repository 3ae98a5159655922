package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings what workers found out back to the loop. */
final class DeliveryOutcomes implements Outcomes {

    private static final long REFUSED_PAUSE = 200;

    private final ClientLoop loop;
    private final Consumer<MessageQueue> onProgress;
    private final MessageReturns returns;
    private final DeliveryReports reports;

    DeliveryOutcomes(
            ClientLoop loop, Consumer<MessageQueue> onProgress, MessageReturns returns, DeliveryReports reports) {
        this.loop = loop;
        this.onProgress = onProgress;
        this.returns = returns;
        this.reports = reports;
    }

    @Override
    public void onStarted(Delivery delivery) {
        reports.started(delivery);
    }

    @Override
    public void onAnswered(Delivery delivery, ConsumeResult result, @Nullable Throwable failure) {
        reports.answered(delivery, result, failure);
    }

    @Override
    public void onProgress(Delivery delivery) {
        MessageQueue queue = delivery.queue().queue();
        loop.post(() -> onProgress.accept(queue));
    }

    @Override
    public void onRetry(Delivery delivery, ConsumeResult.RetryLater wish) {
        loop.post(() -> returns.giveBack(delivery, wish));
    }

    @Override
    public void onDeadLetter(Delivery delivery, ConsumeResult.DeadLetter wish) {
        loop.post(() -> returns.bury(delivery, wish.reason()));
    }

    @Override
    public void onLaneFree(Runnable reopen) {
        loop.post(reopen);
    }

    @Override
    public void onRefused(Runnable tryAgain) {
        loop.after(REFUSED_PAUSE, tryAgain);
    }
}
