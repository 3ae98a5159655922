package io.github.rocketmq.rebalance.benchmark;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.wire.StoredMessageDecoder;
import java.nio.ByteBuffer;
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

/** From the bytes of a pull to what a typical listener asks of each message: body, tag, id and attempts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PullBody.MESSAGES)
public class DecodeBenchmark {

    private static final MessageQueue QUEUE = new MessageQueue(PullBody.TOPIC, "broker-a", 3);

    private final byte[] bytes = PullBody.starting(1_000);

    @Benchmark
    public void ours(Blackhole listener) {
        StoredMessageDecoder.Batch batch = StoredMessageDecoder.decode(bytes, QUEUE, 1_000, 0);
        for (Message message : batch.messages()) {
            listener.consume(message.body());
            listener.consume(message.tag());
            listener.consume(message.messageId());
            listener.consume(message.reconsumeTimes());
        }
    }

    /** The same with every property as a map, which this client builds only when it is asked for. */
    @Benchmark
    public void oursWithAllProperties(Blackhole listener) {
        StoredMessageDecoder.Batch batch = StoredMessageDecoder.decode(bytes, QUEUE, 1_000, 0);
        for (Message message : batch.messages()) {
            listener.consume(message.body());
            listener.consume(message.properties());
            listener.consume(message.tag());
            listener.consume(message.messageId());
            listener.consume(message.reconsumeTimes());
        }
    }

    @Benchmark
    public void apache(Blackhole listener) {
        for (MessageExt message : MessageDecoder.decodesBatch(ByteBuffer.wrap(bytes), true, true, true)) {
            listener.consume(message.getBody());
            listener.consume(message.getTags());
            listener.consume(message.getMsgId());
            listener.consume(message.getReconsumeTimes());
        }
    }
}
