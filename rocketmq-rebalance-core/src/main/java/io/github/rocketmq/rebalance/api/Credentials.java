package io.github.rocketmq.rebalance.api;

import java.util.Optional;

/**
 * Who a client is, for clusters with access control. The text form hides the secrets.
 *
 * @param accessKey the name of the user
 * @param secretKey signs every request and is never sent
 * @param securityToken goes with every request where whoever issued temporary keys gave one; otherwise empty
 */
public record Credentials(String accessKey, String secretKey, Optional<String> securityToken) {

    public Credentials {
        requireText("accessKey", accessKey);
        requireText("secretKey", secretKey);
        securityToken.ifPresent(token -> requireText("securityToken", token));
    }

    @Override
    public String toString() {
        return "Credentials[accessKey=" + accessKey + ", secretKey=hidden"
                + (securityToken.isPresent() ? ", securityToken=hidden" : "") + "]";
    }

    private static void requireText(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what
                    + " of the credentials is empty; give all of them, or none for a cluster without access control");
        }
    }
}
