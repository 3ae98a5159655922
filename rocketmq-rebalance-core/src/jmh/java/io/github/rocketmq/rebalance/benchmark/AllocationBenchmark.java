package io.github.rocketmq.rebalance.benchmark;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import io.github.rocketmq.rebalance.allocation.MemberTag;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A topic shared anew among all of 1000 members, and asked for again while nothing has changed. Times are per topic. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AllocationBenchmark {

    private static final int MEMBERS = 1000;

    private final AllocationRequest fourThousand = request(4_000);
    private final AllocationRequest twentyThousand = request(20_000);
    private final AllocationStrategy remembering = new BalancedRendezvousAllocation();

    @Benchmark
    public List<MessageQueue> balanced4000() {
        return new BalancedRendezvousAllocation().allocate(fourThousand);
    }

    @Benchmark
    public List<MessageQueue> balanced20000() {
        return new BalancedRendezvousAllocation().allocate(twentyThousand);
    }

    @Benchmark
    public List<MessageQueue> unchanged20000() {
        return remembering.allocate(twentyThousand);
    }

    @Benchmark
    public List<MessageQueue> averagely20000() {
        return new AverageAllocation().allocate(twentyThousand);
    }

    private static AllocationRequest request(int queues) {
        List<ClientId> members = IntStream.range(0, MEMBERS)
                .mapToObj(i -> new ClientId("10.0." + i / 250 + "." + i % 250 + "@1#" + i
                        + new MemberTag("web-" + i * 7919L % 100_003, "", 1).suffix()))
                .toList();
        List<MessageQueue> all = IntStream.range(0, queues)
                .mapToObj(i -> new MessageQueue("orders", "broker-" + i % 16, i / 16))
                .toList();
        return new AllocationRequest(new ConsumerGroup("billing"), "orders", all, members, members.get(17));
    }
}
