package io.github.rocketmq.rebalance.wire;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;

/**
 * A message's body as it was stored: checked against its checksum and inflated ({@code MessageSysFlag} and {@code
 * CompressionType} of Apache's common module).
 */
final class StoredBody {

    /** An inflated body may not be larger: sixteen times what brokers accept in one message by default. */
    private static final int MOST_INFLATED = 64 * 1024 * 1024;

    /**
     * A zstd frame says itself how much memory it needs to be inflated, up to gigabytes. 8 MiB, as a power of two: what RFC
     * 8878 recommends decoders to accept at least and encoders to need at most, levels above 19 apart. LZ4 frames need at
     * most 4 MiB and zlib 32 KiB whatever they say.
     */
    private static final int LARGEST_WINDOW = 23;

    private static final int COMPRESSED = 1;
    private static final int CODEC_SHIFT = 8;
    private static final int CODEC_MASK = 7;
    private static final int LZ4 = 1;
    private static final int ZSTD = 2;

    private StoredBody() {}

    /**
     * The body as the producer gave it, in an array of its own.
     *
     * @param bytes hold the stored body at this place
     * @param checksum of the stored bytes; 0 where the store keeps none
     * @throws UndecodableMessageException naming the message, if the bytes are not what was stored
     */
    static byte[] open(byte[] bytes, int at, int length, int checksum, Message message) {
        if (checksum != 0) {
            CRC32 crc = new CRC32();
            crc.update(bytes, at, length);
            int computed = (int) (crc.getValue() & 0x7FFFFFFF);
            if (computed != checksum) {
                throw new UndecodableMessageException(
                        "the body of message " + message + " has checksum " + computed + " instead of " + checksum
                                + "; its bytes changed in the store or on the way",
                        null);
            }
        }
        return (message.sysFlag() & COMPRESSED) == 0
                ? Arrays.copyOfRange(bytes, at, at + length)
                : inflate(new ByteArrayInputStream(bytes, at, length), length, message);
    }

    private static byte[] inflate(InputStream stored, int length, Message message) {
        int codec = (message.sysFlag() >>> CODEC_SHIFT) & CODEC_MASK;
        try (InputStream in = stream(codec, stored)) {
            byte[] inflated = in.readNBytes(MOST_INFLATED + 1);
            if (inflated.length > MOST_INFLATED) {
                throw new UndecodableMessageException(
                        "the body of message " + message + " inflates to more than " + MOST_INFLATED + " bytes", null);
            }
            return inflated;
        } catch (IOException | RuntimeException e) {
            if (e instanceof UndecodableMessageException tooLarge) {
                throw tooLarge;
            }
            throw new UndecodableMessageException(
                    "the body of message " + message + " (" + length + " bytes, compression " + codec
                            + ") cannot be inflated: " + e.getMessage(),
                    e);
        }
    }

    private static InputStream stream(int codec, InputStream in) throws IOException {
        return switch (codec) {
            case LZ4 -> new LZ4FrameInputStream(in);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in, RecyclingBufferPool.INSTANCE).setLongMax(LARGEST_WINDOW);
            default -> new InflaterInputStream(in);
        };
    }
}
