package io.github.rocketmq.rebalance.benchmark;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Random;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;

/** The body of a pull as a broker answers it, written by Apache's own encoder. */
final class PullBody {

    /** What brokers put into one answer at most by default. */
    static final int MESSAGES = 32;

    static final int BODY_BYTES = 256;
    static final String TOPIC = "orders-of-the-shop";

    private PullBody() {}

    static byte[] starting(long offset) {
        Random random = new Random(offset);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < MESSAGES; i++) {
            all.writeBytes(encode(message(offset + i, random)));
        }
        return all.toByteArray();
    }

    private static MessageExt message(long offset, Random random) {
        byte[] body = new byte[BODY_BYTES];
        random.nextBytes(body);
        MessageExt message = new MessageExt();
        message.setTopic(TOPIC);
        message.setBody(body);
        message.setBodyCRC(UtilAll.crc32(body));
        message.setQueueId(3);
        message.setQueueOffset(offset);
        message.setCommitLogOffset(offset * 500);
        message.setBornTimestamp(1_700_000_000_000L + offset);
        message.setStoreTimestamp(1_700_000_000_003L + offset);
        message.setBornHost(new InetSocketAddress("10.0.0.7", 40_001));
        message.setStoreHost(new InetSocketAddress("10.0.0.8", 10_911));
        MessageClientIDSetter.setUniqID(message);
        message.setKeys("order-" + String.format(Locale.ROOT, "%08d", offset));
        message.setTags("paid");
        message.setWaitStoreMsgOK(true);
        message.putUserProperty("region", "eu-1");
        message.getProperties().put(MessageConst.PROPERTY_CLUSTER, "DefaultCluster");
        return message;
    }

    private static byte[] encode(MessageExt message) {
        try {
            return MessageDecoder.encode(message, false);
        } catch (Exception e) {
            throw new IllegalStateException("Apache's encoder refuses message " + message, e);
        }
    }
}
