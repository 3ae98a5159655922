package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.RunningInfo;
import io.github.rocketmq.rebalance.wire.FrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.rocketmq.common.message.MessageQueueForC;
import org.apache.rocketmq.remoting.protocol.RemotingSerializable;
import org.apache.rocketmq.remoting.protocol.body.CMResult;
import org.apache.rocketmq.remoting.protocol.body.ConsumeMessageDirectlyResult;
import org.apache.rocketmq.remoting.protocol.body.ConsumeStatus;
import org.apache.rocketmq.remoting.protocol.body.ConsumerRunningInfo;
import org.apache.rocketmq.remoting.protocol.body.GetConsumerStatusBody;
import org.apache.rocketmq.remoting.protocol.body.ProcessQueueInfo;
import org.apache.rocketmq.remoting.protocol.body.ResetOffsetBody;
import org.apache.rocketmq.remoting.protocol.body.ResetOffsetBodyForC;
import org.apache.rocketmq.remoting.protocol.heartbeat.SubscriptionData;
import org.junit.jupiter.api.Test;

/** Bodies as texts, and as Apache's own classes write and read them. */
class OperatorCodecTests {

    private static final MessageQueue QUEUE = new MessageQueue("T", "b", 1);
    private static final org.apache.rocketmq.common.message.MessageQueue APACHES =
            new org.apache.rocketmq.common.message.MessageQueue("T", "b", 1);

    @Test
    void offsetsAreReadAsApacheWritesThem() {
        ResetOffsetBody body = new ResetOffsetBody();
        body.setOffsetTable(new TreeMap<>(Map.of(
                APACHES, 123L, new org.apache.rocketmq.common.message.MessageQueue("%RETRY%g\u00fc", "b-0", 0), 0L)));

        assertThat(OperatorCodec.offsets(body.encode()))
                .isEqualTo(Map.of(QUEUE, 123L, new MessageQueue("%RETRY%g\u00fc", "b-0", 0), 0L));
        assertThat(OperatorCodec.offsets(new ResetOffsetBody().encode())).isEmpty();
    }

    @Test
    void offsetsForClientsInCppAreReadToo() {
        ResetOffsetBodyForC body = new ResetOffsetBodyForC();
        body.setOffsetTable(List.of(new MessageQueueForC("T", "b", 1, 123)));

        assertThat(OperatorCodec.offsets(body.encode())).isEqualTo(Map.of(QUEUE, 123L));
    }

    @Test
    void anOffsetThatIsNoneIsRefused() {
        for (String offset : List.of("-1", "\"1\"", "null", "1e40", "{}")) {
            byte[] body = ("{\"offsetTable\":{{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"T\"}:" + offset + "}}")
                    .getBytes(StandardCharsets.UTF_8);
            assertThatExceptionOfType(FrameException.class)
                    .isThrownBy(() -> OperatorCodec.offsets(body))
                    .withMessageContaining("expected a number that is not negative");
        }
    }

    @Test
    @SuppressWarnings("deprecation") // Apache's own tools still use it
    void theStatusIsWrittenAsApacheReadsIt() {
        SortedMap<MessageQueue, Long> offsets = new TreeMap<>(Map.of(QUEUE, 5L));

        byte[] body = OperatorCodec.consumerStatus(offsets);

        assertThat(text(body))
                .isEqualTo("{\"messageQueueTable\":{{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"T\"}:5}}");
        assertThat(decode(body, GetConsumerStatusBody.class).getMessageQueueTable())
                .isEqualTo(Map.of(APACHES, 5L));
        assertThat(text(OperatorCodec.consumerStatus(new TreeMap<>()))).isEqualTo("{\"messageQueueTable\":{}}");
    }

    @Test
    void theResultOfADirectConsumptionIsWrittenAsApacheReadsIt() {
        DirectConsumption well =
                new DirectConsumption(DirectConsumption.Outcome.CR_SUCCESS, false, 0, Optional.empty());
        assertThat(text(OperatorCodec.directConsumption(well)))
                .isEqualTo(
                        "{\"autoCommit\":true,\"consumeResult\":\"CR_SUCCESS\",\"order\":false,\"spentTimeMills\":0}");
        for (DirectConsumption.Outcome outcome : DirectConsumption.Outcome.values()) {
            ConsumeMessageDirectlyResult read = decode(
                    OperatorCodec.directConsumption(new DirectConsumption(outcome, true, 17, Optional.of("\"why\"\n"))),
                    ConsumeMessageDirectlyResult.class);
            assertThat(read.getConsumeResult()).isEqualTo(CMResult.valueOf(outcome.name()));
            assertThat(read.isOrder()).isTrue();
            assertThat(read.getSpentTimeMills()).isEqualTo(17);
            assertThat(read.getRemark()).isEqualTo("\"why\"\n");
        }
    }

    @Test
    void theRunningInfoIsWrittenAsApacheReadsIt() {
        RunningInfo info = new RunningInfo(
                new TreeMap<>(Map.of(RunningInfo.Property.STARTED_AT, "1700000000000")),
                List.of(Subscription.tags("T", "A || B"), Subscription.all("%RETRY%g")),
                42,
                new TreeMap<>(Map.of(QUEUE, new RunningInfo.QueueInfo(1, 2, 3, 4, 5 << 20, true, 6, true, 7, 8))),
                new TreeMap<>(Map.of("T", new RunningInfo.TopicRates(0.5, 1.5, 2.5, 3.5, 4.5, 5))),
                Optional.empty());

        ConsumerRunningInfo read = decode(OperatorCodec.runningInfo(info), ConsumerRunningInfo.class);

        assertThat(read.getJstack()).isNull();
        assertThat(read.getProperties())
                .isEqualTo(Map.of("PROP_CONSUMER_START_TIMESTAMP", "1700000000000", "PROP_CLIENT_VERSION", "V5_5_0"));
        List<SubscriptionData> subscriptions = new ArrayList<>(read.getSubscriptionSet());
        assertThat(subscriptions).extracting(SubscriptionData::getTopic).containsExactly("%RETRY%g", "T");
        assertThat(subscriptions.get(1).getSubString()).isEqualTo("A || B");
        assertThat(subscriptions.get(1).getTagsSet()).containsExactlyInAnyOrder("A", "B");
        assertThat(subscriptions.get(1).getSubVersion()).isEqualTo(42);
        assertThat(read.getMqTable()).containsOnlyKeys(APACHES);
        ProcessQueueInfo queue = read.getMqTable().firstEntry().getValue();
        assertThat(queue.getCommitOffset()).isEqualTo(1);
        assertThat(queue.getCachedMsgMinOffset()).isEqualTo(2);
        assertThat(queue.getCachedMsgMaxOffset()).isEqualTo(3);
        assertThat(queue.getCachedMsgCount()).isEqualTo(4);
        assertThat(queue.getCachedMsgSizeInMiB()).isEqualTo(5);
        assertThat(queue.isLocked()).isTrue();
        assertThat(queue.getLastLockTimestamp()).isEqualTo(6);
        assertThat(queue.isDroped()).isTrue();
        assertThat(queue.getLastPullTimestamp()).isEqualTo(7);
        assertThat(queue.getLastConsumeTimestamp()).isEqualTo(8);
        assertThat(read.getStatusTable()).containsOnlyKeys("T");
        ConsumeStatus rates = read.getStatusTable().firstEntry().getValue();
        assertThat(rates.getPullRT()).isEqualTo(0.5);
        assertThat(rates.getPullTPS()).isEqualTo(1.5);
        assertThat(rates.getConsumeRT()).isEqualTo(2.5);
        assertThat(rates.getConsumeOKTPS()).isEqualTo(3.5);
        assertThat(rates.getConsumeFailedTPS()).isEqualTo(4.5);
        assertThat(rates.getConsumeFailedMsgs()).isEqualTo(5);
        assertThat(text(OperatorCodec.runningInfo(info)))
                .startsWith("{\"mqPopTable\":{},\"mqTable\":{{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"T\"}:{")
                .endsWith(",\"userConsumerInfo\":{}}");
    }

    @Test
    void stacksAreWrittenOnlyIfAskedFor() {
        RunningInfo info =
                new RunningInfo(new TreeMap<>(), List.of(), 0, new TreeMap<>(), new TreeMap<>(), Optional.empty());

        byte[] body = OperatorCodec.runningInfo(info.withThreadDump("\"main\"\n\tat \u00fc"));

        assertThat(decode(body, ConsumerRunningInfo.class).getJstack()).isEqualTo("\"main\"\n\tat \u00fc");
        assertThat(text(OperatorCodec.runningInfo(info))).doesNotContain("jstack");
    }

    private static <T extends RemotingSerializable> T decode(byte[] body, Class<T> type) {
        return RemotingSerializable.decode(body, type);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
