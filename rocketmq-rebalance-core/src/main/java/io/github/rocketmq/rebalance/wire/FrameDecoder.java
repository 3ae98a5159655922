package io.github.rocketmq.rebalance.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts a stream of bytes into {@link RemotingFrame}s. Bytes that are no frame end in a {@link FrameException}, after which
 * the connection is of no use.
 */
public final class FrameDecoder extends ByteToMessageDecoder {

    /** The largest frame that Apache's servers send by default. */
    public static final int MAX_FRAME = 16 * 1024 * 1024;

    private static final int LENGTH_FIELD = 4;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < LENGTH_FIELD) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < LENGTH_FIELD || length > MAX_FRAME) {
            in.skipBytes(in.readableBytes());
            throw new FrameException("frame announces " + length + " bytes; expected " + LENGTH_FIELD + " to "
                    + MAX_FRAME + ". Is the other side a RocketMQ server's remoting port?");
        }
        if (in.readableBytes() < LENGTH_FIELD + length) {
            return;
        }
        in.skipBytes(LENGTH_FIELD);
        int formAndLength = in.readInt();
        int headerLength = formAndLength & 0xFFFFFF;
        if (headerLength > length - LENGTH_FIELD) {
            in.skipBytes(in.readableBytes());
            throw new FrameException("frame of " + length + " bytes announces a header of " + headerLength + " bytes");
        }
        byte[] header = new byte[headerLength];
        in.readBytes(header);
        byte[] body = new byte[length - LENGTH_FIELD - headerLength];
        in.readBytes(body);
        RemotingFrame frame = HeaderCodec.decode(formAndLength >>> 24, header);
        out.add(new RemotingFrame(
                frame.code(), frame.version(), frame.opaque(), frame.flag(), frame.remark(), frame.fields(), body));
    }
}
