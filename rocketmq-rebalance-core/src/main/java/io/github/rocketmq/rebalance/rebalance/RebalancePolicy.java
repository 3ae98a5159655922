package io.github.rocketmq.rebalance.rebalance;

import java.util.Optional;

/**
 * The machine's times, in milliseconds.
 *
 * @param interval between two looks of a small group if nothing happens
 * @param minInterval between the starts of two looks, however much happens
 * @param retryInterval until the next look after one that could not decide everything
 * @param answerTimeout after which an unanswered step is taken again
 * @param drainTimeout how long running listeners are awaited
 * @param commitTimeout how long the last commit of a queue is tried
 * @param locks how queues are locked while they are held; empty if they are not
 * @param convergence how looks are spread and bundled
 */
public record RebalancePolicy(
        long interval,
        long minInterval,
        long retryInterval,
        long answerTimeout,
        long drainTimeout,
        long commitTimeout,
        Optional<LockPolicy> locks,
        ConvergencePolicy convergence) {

    public RebalancePolicy withInterval(long changed) {
        return new RebalancePolicy(
                changed,
                Math.min(minInterval, changed),
                retryInterval,
                answerTimeout,
                drainTimeout,
                commitTimeout,
                locks,
                convergence);
    }
}
