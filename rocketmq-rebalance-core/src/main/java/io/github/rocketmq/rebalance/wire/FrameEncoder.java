package io.github.rocketmq.rebalance.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Writes {@link RemotingFrame}s, with JSON headers. */
@ChannelHandler.Sharable
public final class FrameEncoder extends MessageToByteEncoder<RemotingFrame> {

    public FrameEncoder() {
        super(RemotingFrame.class);
    }

    @Override
    protected void encode(ChannelHandlerContext context, RemotingFrame frame, ByteBuf out) {
        byte[] header = HeaderCodec.encodeJson(frame);
        byte[] body = frame.body();
        out.ensureWritable(8 + header.length + body.length);
        out.writeInt(4 + header.length + body.length);
        out.writeInt(header.length | HeaderCodec.JSON << 24);
        out.writeBytes(header);
        out.writeBytes(body);
    }
}
