package io.github.rocketmq.rebalance.benchmark;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.wire.StoredMessageDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A message's way through the window of its queue: in, started, done, and what may be committed then. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(WindowBenchmark.PULLS * PullBody.MESSAGES)
public class WindowBenchmark {

    static final int PULLS = 32;

    private static final MessageQueue QUEUE = new MessageQueue(PullBody.TOPIC, "broker-a", 3);

    private final List<List<Message>> pulls = new ArrayList<>();
    private final List<List<MessageExt>> apachePulls = new ArrayList<>();

    public WindowBenchmark() {
        for (int i = 0; i < PULLS; i++) {
            long offset = (long) i * PullBody.MESSAGES;
            byte[] bytes = PullBody.starting(offset);
            pulls.add(StoredMessageDecoder.decode(bytes, QUEUE, offset, 0).messages());
            apachePulls.add(MessageDecoder.decodesBatch(ByteBuffer.wrap(bytes), true, true, true));
        }
    }

    @Benchmark
    public void ours(Blackhole commits) {
        ProcessQueue window = new ProcessQueue(QUEUE, 0);
        long next = 0;
        for (List<Message> pull : pulls) {
            next += pull.size();
            window.admit(pull, next);
            for (Delivery delivery = window.take(); delivery != null; delivery = window.take()) {
                if (delivery.tryStart(0)) {
                    commits.consume(delivery.message());
                    commits.consume(delivery.complete());
                }
                commits.consume(window.committableOffset());
            }
        }
    }

    @Benchmark
    public void apache(Blackhole commits) {
        org.apache.rocketmq.client.impl.consumer.ProcessQueue window =
                new org.apache.rocketmq.client.impl.consumer.ProcessQueue();
        for (List<MessageExt> pull : apachePulls) {
            commits.consume(window.putMessage(pull));
            for (MessageExt message : pull) {
                commits.consume(window.removeMessage(List.of(message)));
            }
        }
    }
}
