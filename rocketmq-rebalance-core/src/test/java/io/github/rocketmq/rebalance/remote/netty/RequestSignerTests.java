package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.junit.jupiter.api.Test;

class RequestSignerTests {

    private static final byte[] BODY = "żółw 龟\u0001".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> FIELDS =
            Map.of("topic", "zamówienia", "queueId", "3", "Z", "upper-case first", "a", "", "bname", "broker-a");

    @Test
    void signsAsApachesHookDoes() {
        for (String token : new String[] {null, "token-of-an-hour"}) {
            RemotingCommand apaches = RemotingCommand.createRequestCommand(11, null);
            apaches.setExtFields(new java.util.HashMap<>(FIELDS));
            apaches.setBody(BODY);
            SessionCredentials credentials = new SessionCredentials("ak", "sk-秘密", token);
            new AclClientRPCHook(credentials).doBeforeRequest("127.0.0.1:10911", apaches);

            assertThat(new RequestSigner("ak", "sk-秘密", token).sign(FIELDS, BODY))
                    .containsExactlyInAnyOrderEntriesOf(new TreeMap<>(apaches.getExtFields()));
        }
    }

    @Test
    void coversTheCommonFieldsAndTheBody() {
        RequestSigner signer = new RequestSigner("ak", "sk", null);
        Map<String, String> with = new RequestStamp(Map.of("ns", "shop"), Optional.of(signer)).on(FIELDS, BODY);
        Map<String, String> expected = new LinkedHashMap<>(FIELDS);
        expected.put("ns", "shop");

        assertThat(with).isEqualTo(signer.sign(expected, BODY));
        assertThat(with.get("Signature"))
                .isNotEqualTo(signer.sign(FIELDS, BODY).get("Signature"))
                .isNotEqualTo(signer.sign(expected, new byte[0]).get("Signature"));
    }

    @Test
    void showsWhoSignsAndNotWithWhat() {
        assertThat(new RequestSigner("ak", "very-secret", "very-token")).hasToString("RequestSigner[ak]");
    }
}
