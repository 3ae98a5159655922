package io.github.rocketmq.rebalance.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A frame's header as bytes: written as JSON, read as JSON or as RocketMQ's binary form, because a broker answers in
 * whatever form it is configured for ({@code RemotingCommand}, {@code RocketMQSerializable} of Apache's remoting module).
 */
final class HeaderCodec {

    static final int JSON = 0;
    static final int BINARY = 1;

    private static final JsonFactory JSON_FACTORY = new JsonFactory();
    private static final byte[] NOTHING = {};

    private HeaderCodec() {}

    static byte[] encodeJson(RemotingFrame frame) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(384);
        try (JsonGenerator json = JSON_FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("code", frame.code());
            if (!frame.fields().isEmpty()) {
                json.writeObjectPropertyStart("extFields");
                frame.fields().forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            json.writeNumberProperty("flag", frame.flag());
            json.writeStringProperty("language", "JAVA");
            json.writeNumberProperty("opaque", frame.opaque());
            if (frame.remark() != null) {
                json.writeStringProperty("remark", frame.remark());
            }
            json.writeStringProperty("serializeTypeCurrentRPC", "JSON");
            json.writeNumberProperty("version", frame.version());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /** The frame without its body. */
    static RemotingFrame decode(int form, byte[] header) {
        if (form == JSON) {
            return decodeJson(header);
        }
        if (form == BINARY) {
            return decodeBinary(header);
        }
        throw new FrameException("frame header has serialization type " + form + "; expected 0 (JSON) or 1 (ROCKETMQ)");
    }

    private static RemotingFrame decodeJson(byte[] header) {
        int code = 0;
        int version = 0;
        int opaque = 0;
        int flag = 0;
        String remark = null;
        Map<String, String> fields = Map.of();
        try (JsonParser json = JSON_FACTORY.createParser(ObjectReadContext.empty(), header)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new FrameException("frame header is not a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "code" -> code = json.getIntValue();
                    case "version" -> version = json.getIntValue();
                    case "opaque" -> opaque = json.getIntValue();
                    case "flag" -> flag = json.getIntValue();
                    case "remark" -> remark = value == JsonToken.VALUE_NULL ? null : json.getString();
                    case "extFields" -> fields = value == JsonToken.START_OBJECT ? fields(json) : Map.of();
                    default -> json.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new FrameException("frame header of " + header.length + " bytes is not the JSON it should be", e);
        }
        return new RemotingFrame(code, version, opaque, flag, remark, fields, NOTHING);
    }

    private static Map<String, String> fields(JsonParser json) {
        Map<String, String> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                fields.put(name, json.getString());
            } else {
                json.skipChildren();
            }
        }
        return fields;
    }

    private static RemotingFrame decodeBinary(byte[] header) {
        try {
            ByteBuffer in = ByteBuffer.wrap(header);
            int code = in.getShort();
            in.get(); // language
            int version = in.getShort();
            int opaque = in.getInt();
            int flag = in.getInt();
            String remark = text(in, in.getInt());
            int end = in.getInt();
            end += in.position();
            Map<String, String> fields = new LinkedHashMap<>();
            while (in.position() < end) {
                String key = text(in, in.getShort());
                String value = text(in, in.getInt());
                if (key != null && value != null) {
                    fields.put(key, value);
                }
            }
            return new RemotingFrame(code, version, opaque, flag, remark, fields, NOTHING);
        } catch (RuntimeException e) {
            throw new FrameException("frame header of " + header.length + " bytes is not the binary form it says", e);
        }
    }

    private static @Nullable String text(ByteBuffer in, int length) {
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > in.remaining()) {
            throw new FrameException("a text of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
