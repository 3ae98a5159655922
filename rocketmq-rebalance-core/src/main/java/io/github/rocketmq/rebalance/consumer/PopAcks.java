package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells brokers that popped messages are done, until they confirm it or the invisible time is over and it makes no
 * difference any more. What falls due while a broker has not answered goes to it in one batch. Confined to the loop.
 */
final class PopAcks {

    private static final Logger log = LoggerFactory.getLogger(PopAcks.class);

    private static final int MOST_AT_ONCE = 64;
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 2000;

    private final ClientLoop loop;
    private final MasterPort masters;
    private final ConsumerGroup group;
    private final Map<String, Line> lines = new HashMap<>();

    private record Due(PopLease lease, Runnable settled) {}

    PopAcks(ClientLoop loop, MasterPort masters, ConsumerGroup group) {
        this.loop = loop;
        this.masters = masters;
        this.group = group;
    }

    /**
     * Acknowledges one message.
     *
     * @param settled told when that is confirmed or given up
     */
    void ack(PopLease lease, Runnable settled) {
        loop.checkOwner();
        Line line = lines.computeIfAbsent(lease.receipt().brokerName(), Line::new);
        line.due.add(new Due(lease, settled));
        line.sendSoon(0);
    }

    /** Sends no more. */
    void close() {
        lines.values().forEach(Line::close);
        lines.clear();
    }

    /** What is due at one broker; asks again when everything that was sent is answered. */
    private final class Line {

        private final String brokerName;
        private final Deque<Due> due = new ArrayDeque<>();
        private @Nullable Cancellable plan;
        private int underWay;
        private int failures;
        private int oneByOne;
        private boolean batchesUnknown;

        Line(String brokerName) {
            this.brokerName = brokerName;
        }

        void sendSoon(long pause) {
            if (plan == null && underWay == 0) {
                plan = loop.after(pause, () -> {
                    plan = null;
                    send();
                });
            }
        }

        void close() {
            if (plan != null) {
                plan.cancel();
            }
        }

        private void send() {
            List<List<Due>> portions = portions();
            underWay = portions.size();
            portions.forEach(this::send);
        }

        private List<List<Due>> portions() {
            List<List<Due>> portions = new ArrayList<>();
            List<Due> batch = new ArrayList<>();
            for (int count = 0; count < MOST_AT_ONCE && !due.isEmpty(); ) {
                Due next = due.remove();
                if (!next.lease().lastsAt(loop.now())) {
                    log.debug(
                            "the invisible time of {} is over; it may come again",
                            next.lease().receipt());
                    next.settled().run();
                } else if (batchesUnknown || oneByOne > 0) {
                    oneByOne = Math.max(0, oneByOne - 1);
                    portions.add(List.of(next));
                    count++;
                } else {
                    batch.add(next);
                    count++;
                }
            }
            if (!batch.isEmpty()) {
                portions.add(batch);
            }
            return portions;
        }

        private void send(List<Due> portion) {
            List<PopReceipt> receipts =
                    portion.stream().map(each -> each.lease().receipt()).toList();
            loop.whenAnswered(
                    masters.ask(brokerName, broker -> broker.pops().ack(group, receipts)),
                    ok -> {
                        failures = 0;
                        portion.forEach(each -> each.settled().run());
                        answered(0);
                    },
                    failure -> failed(portion, failure));
        }

        private void failed(List<Due> portion, Throwable failure) {
            portion.forEach(due::addFirst);
            if (portion.size() > 1 && failure instanceof RemoteException.Refused refused) {
                log.debug("{} acknowledgements are repeated one by one: {}", portion.size(), refused.getMessage());
                batchesUnknown |= refused.isNotSupported();
                oneByOne += portion.size();
                answered(0);
            } else {
                failures = Math.min(failures + 1, 10);
                log.debug("{} acknowledgements are repeated: {}", portion.size(), failure.getMessage());
                answered(Math.min(LONGEST_PAUSE, FIRST_PAUSE << (failures - 1)));
            }
        }

        private void answered(long pause) {
            underWay--;
            if (underWay == 0 && !due.isEmpty()) {
                sendSoon(failures == 0 ? pause : Math.max(pause, FIRST_PAUSE));
            }
        }
    }
}
