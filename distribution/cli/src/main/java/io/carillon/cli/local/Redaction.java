// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import java.util.List;
import java.util.regex.Pattern;

/** Takes out of a text what lets somebody in. It takes too much rather than too little. */
final class Redaction {

    private static final String GONE = "[removed]";

    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("()car_[A-Za-z0-9]{4,40}_[A-Za-z0-9]+"),
            Pattern.compile("()whsec_[A-Za-z0-9+/=]+"),
            Pattern.compile("(#k=)[A-Za-z0-9]+"),
            Pattern.compile("(://)[^/\\s:@\"']{0,200}:[^/\\s@\"']{1,200}(?=@)"),
            Pattern.compile("(?i)(Bearer\\s+)\\S+"),
            Pattern.compile("(?i)((?:password|passwd|passphrase|secret|token|credential|api[_-]?key)[\\w.-]{0,40}"
                    + "[\"']?\\s{0,4}[:=]\\s{0,4})(?:\"(?:[^\"\\\\]|\\\\.){0,1000}\"|[^\\s\"',;}\\]]+)"));

    private Redaction() {}

    static String of(String text) {
        String clean = text;
        for (Pattern secret : SECRETS) {
            clean = secret.matcher(clean).replaceAll("$1" + GONE);
        }
        return clean;
    }
}
