// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words and signs of an expression of CESQL, one after the other. */
final class SqlTokens {

    private static final String WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    private static final List<String> SIGNS =
            List.of("!=", "<>", ">=", "<=", "=", ">", "<", "*", "/", "%", "+", "-", "(", ")", ",");

    /** What a token is. */
    enum Kind {
        /** A name, a keyword or a number. */
        WORD,
        /** A literal; the text is without its quotes. */
        TEXT,
        SIGN,
        END
    }

    /**
     * One of them.
     *
     * @param column of its first character, from 1
     */
    record Token(Kind kind, String text, int column) {

        /** Whether it is this sign, or this keyword in any case. */
        boolean is(String other) {
            return kind == Kind.SIGN && text.equals(other) || kind == Kind.WORD && text.equalsIgnoreCase(other);
        }

        /** As messages say it. */
        String shown() {
            return kind == Kind.END ? "the end" : kind == Kind.TEXT ? "a text" : "\"" + text + "\"";
        }
    }

    private final List<Token> tokens;
    private int next;

    private SqlTokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    static SqlTokens of(String sql) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                at++;
            } else if (c == '\'' || c == '"') {
                at = text(sql, at, tokens);
            } else {
                Token token = plain(sql, at);
                tokens.add(token);
                at += token.text().length();
            }
        }
        tokens.add(new Token(Kind.END, "", sql.length() + 1));
        return new SqlTokens(tokens);
    }

    private static Token plain(String sql, int at) {
        int end = at;
        while (end < sql.length() && WORD.indexOf(sql.charAt(end)) >= 0) {
            end++;
        }
        if (end > at) {
            return new Token(Kind.WORD, sql.substring(at, end), at + 1);
        }
        for (String sign : SIGNS) {
            if (sql.startsWith(sign, at)) {
                return new Token(Kind.SIGN, sign, at + 1);
            }
        }
        throw new SqlSyntaxException(at + 1, "the character " + shown(sql.codePointAt(at)) + " has no meaning");
    }

    private static String shown(int character) {
        return character > ' ' && character < 0x7F
                ? "\"" + Character.toString(character) + "\""
                : String.format(Locale.ROOT, "U+%04X", character);
    }

    /** @return where it goes on */
    private static int text(String sql, int start, List<Token> tokens) {
        char quote = sql.charAt(start);
        StringBuilder text = new StringBuilder();
        for (int at = start + 1; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == quote) {
                tokens.add(new Token(Kind.TEXT, text.toString(), start + 1));
                return at + 1;
            }
            boolean escaped = c == '\\' && at + 1 < sql.length() && sql.charAt(at + 1) == quote;
            text.append(escaped ? sql.charAt(++at) : c);
        }
        throw new SqlSyntaxException(start + 1, "the text that begins here has no closing " + quote);
    }

    /** The next one, without taking it. */
    Token peek() {
        return tokens.get(next);
    }

    /** The one after the next. */
    Token second() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    /** Takes the next one; the end stays. */
    Token take() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    /** Takes the next one if it is this sign or keyword. */
    boolean takeIf(String text) {
        boolean is = peek().is(text);
        if (is) {
            next++;
        }
        return is;
    }

    /** Takes this sign or keyword; anything else is an error. */
    void expect(String text) {
        if (!takeIf(text)) {
            throw new SqlSyntaxException(peek().column(), "expected " + text + ", got " + peek().shown());
        }
    }
}
