package io.github.rocketmq.rebalance.remote.netty;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests for brokers with access control, of the first and the second kind alike ({@code AclClientRPCHook} of
 * Apache's client): an HMAC-SHA1 over the values of all fields, sorted by name, and the body. Safe for use by any thread.
 */
public final class RequestSigner {

    private static final String ALGORITHM = "HmacSHA1";
    private static final String ACCESS_KEY = "AccessKey";
    private static final String SECURITY_TOKEN = "SecurityToken";
    private static final String SIGNATURE = "Signature";

    private final String accessKey;
    private final SecretKeySpec secret;
    private final @Nullable String securityToken;

    /**
     * @param accessKey the name of the user
     * @param secretKey what the broker knows of the user and nobody else does
     * @param securityToken goes along if there is one
     */
    public RequestSigner(String accessKey, String secretKey, @Nullable String securityToken) {
        this.accessKey = accessKey;
        this.secret = new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.securityToken = securityToken;
    }

    String accessKey() {
        return accessKey;
    }

    /** The fields with those that make up the signature. Nothing may be added to a request afterwards. */
    Map<String, String> sign(Map<String, String> fields, byte[] body) {
        Map<String, String> signed = new LinkedHashMap<>(fields);
        signed.put(ACCESS_KEY, accessKey);
        if (securityToken != null) {
            signed.put(SECURITY_TOKEN, securityToken);
        }
        signed.remove(SIGNATURE);
        Mac mac = mac();
        new TreeMap<>(signed).values().forEach(value -> mac.update(value.getBytes(StandardCharsets.UTF_8)));
        signed.put(SIGNATURE, Base64.getEncoder().encodeToString(mac.doFinal(body)));
        return signed;
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "RequestSigner[" + accessKey + "]";
    }
}
