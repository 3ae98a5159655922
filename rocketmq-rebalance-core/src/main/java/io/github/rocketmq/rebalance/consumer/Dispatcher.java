package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.processing.ProcessQueue;

/** Brings the messages of windows to the application's listener. Called on the loop. */
interface Dispatcher {

    /** Takes whatever the window has to deliver, now or when its turn comes. */
    void offer(ProcessQueue window);

    /** So many calls of the listener may run at once from now on; those that run go on. */
    void concurrency(int listeners);

    /** The window is revoked: nothing of it starts any more. */
    void forget(ProcessQueue window);
}
