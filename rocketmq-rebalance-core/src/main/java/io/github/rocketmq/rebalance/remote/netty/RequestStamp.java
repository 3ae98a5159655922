package io.github.rocketmq.rebalance.remote.netty;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What every request of a client carries besides its own fields.
 *
 * @param fields the same for every request
 * @param signer signs last, over everything else
 */
record RequestStamp(Map<String, String> fields, Optional<RequestSigner> signer) {

    RequestStamp {
        fields = Map.copyOf(fields);
    }

    /** All fields of a request, the signature included. */
    Map<String, String> on(Map<String, String> own, byte[] body) {
        Map<String, String> all = own;
        if (!fields.isEmpty()) {
            all = new LinkedHashMap<>(own);
            all.putAll(fields);
        }
        return signer.isPresent() ? signer.get().sign(all, body) : all;
    }

    /** Who asks, for those who read that something is not permitted. */
    String signedBy() {
        return signer.map(by -> "the request was signed as '" + by.accessKey() + "'")
                .orElse("the request was not signed; a cluster with access control wants ClientOptions.credentials");
    }
}
