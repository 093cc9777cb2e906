// SPDX-License-Identifier: Apache-2.0
package io.carillon.cli.local;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of a text what lets somebody in. It takes too much rather than too little. */
final class Redaction {

    private static final String GONE = "[removed]";

    /** What tells itself by its form. */
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("()car_[A-Za-z0-9]{4,40}_[A-Za-z0-9]+"),
            Pattern.compile("()whsec_[A-Za-z0-9+/=]+"),
            Pattern.compile("(#k=)[A-Za-z0-9]+"),
            Pattern.compile("(://)[^/\\s:@\"']{0,200}:[^\\s\"'<>]{1,2000}(?=@)"),
            Pattern.compile("(?i)(Bearer\\s+)\\S+"));

    private static final String WORDS =
            "(?:password|passwd|passphrase|secret|token|credential|api[_-]?key|authorization)[\\w.-]{0,40}";

    /** What comes before a secret: its name with {@code :} or {@code =}, however quoted, or as an option of a command. */
    private static final Pattern NAME = Pattern.compile("(?i)" + WORDS
            + "[\\\\\"']{0,10}\\s{0,4}[:=]\\s{0,4}|--[\\w.-]{0,40}" + WORDS + "[\\\\\"']{0,10}[\\s,]{1,4}");

    /** Ways to say who one is, each with what proves it after it. */
    private static final Pattern SCHEME = Pattern.compile("(?i)(?:basic|bearer|digest|negotiate|ntlm)[ \\t]+");

    private static final String ENDS = "\"',;}]";

    private Redaction() {}

    static String of(String text) {
        String clean = text;
        for (Pattern secret : SECRETS) {
            clean = secret.matcher(clean).replaceAll("$1" + GONE);
        }
        return named(clean);
    }

    private static String named(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        Matcher name = NAME.matcher(text);
        int copied = 0;
        while (name.find(copied)) {
            clean.append(text, copied, name.end());
            copied = end(text, name.end());
            if (copied > name.end()) {
                clean.append(GONE);
            }
        }
        return clean.append(text, copied, text.length()).toString();
    }

    /** Where a value ends that begins here. */
    private static int end(String text, int start) {
        int next = backslashes(text, start);
        if (next < text.length() && (text.charAt(next) == '"' || text.charAt(next) == '\'')) {
            return quoted(text, next + 1, text.charAt(next), next - start);
        }
        if (next < text.length() && text.charAt(next) == '[') {
            int end = text.indexOf(']', next);
            return end < 0 ? line(text, next) : Math.min(end + 1, line(text, next));
        }
        Matcher scheme = SCHEME.matcher(text).region(start, text.length());
        if (scheme.lookingAt()) {
            boolean digest = text.regionMatches(true, start, "digest", 0, 6);
            return digest ? line(text, start) : word(text, scheme.end());
        }
        return word(text, start);
    }

    /**
     * Within JSON that is a text of other JSON, quotes come with backslashes, one more than twice as many on each level.
     *
     * @param level backslashes before the first quote
     */
    private static int quoted(String text, int start, char quote, int level) {
        int line = line(text, start);
        int before = 0;
        for (int i = start; i < line; i++) {
            if (text.charAt(i) == quote && before % (2 * (level + 1)) == level) {
                return i + 1;
            }
            before = text.charAt(i) == '\\' ? before + 1 : 0;
        }
        return line;
    }

    private static int backslashes(String text, int start) {
        int i = start;
        while (i < text.length() && text.charAt(i) == '\\') {
            i++;
        }
        return i;
    }

    private static int word(String text, int start) {
        int i = start;
        while (i < text.length() && !Character.isWhitespace(text.charAt(i)) && ENDS.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private static int line(String text, int start) {
        int end = text.indexOf('\n', start);
        return end < 0 ? text.length() : end;
    }
}
