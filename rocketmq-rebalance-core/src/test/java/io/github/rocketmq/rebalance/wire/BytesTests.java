package io.github.rocketmq.rebalance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTests {

    @Test
    void oneByteIsFoundWhereALoopFindsIt() {
        Random random = new Random(7);
        for (int run = 0; run < 20_000; run++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                // Neighbours of the wanted byte are what an eight-at-once search gets wrong.
                bytes[i] = (byte) (random.nextInt(6) - 1 + (random.nextBoolean() ? 128 : 0));
            }
            int from = random.nextInt(bytes.length + 1);
            int end = from + random.nextInt(bytes.length - from + 1);
            byte wanted = (byte) (1 + random.nextInt(2));

            assertThat(Bytes.find(wanted, bytes, from, end)).isEqualTo(byLoop(wanted, bytes, from, end));
        }
    }

    private static int byLoop(byte wanted, byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
