// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.filter;

import io.carillon.events.http.internal.filter.SqlTokens.Kind;
import io.carillon.events.http.internal.filter.SqlTokens.Token;
import io.carillon.events.http.internal.route.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads CESQL, once for all events, into {@link SqlTerms}. What the language reads otherwise than people do, several of AND,
 * OR and XOR without parentheses and NOT before an operator, is refused instead. Source: docs/decisions/0024; CloudEvents SQL 1.0.
 */
final class SqlParser {

    /** The longest expression, in characters. */
    static final int MAX_LENGTH = 2_048;
    /** The most operators and functions. */
    static final int MAX_OPERATORS = 100;

    private static final List<String> LOGIC = List.of("AND", "OR", "XOR");
    private static final Set<String> KEYWORDS =
            Set.of("AND", "OR", "XOR", "NOT", "LIKE", "EXISTS", "IN", "TRUE", "FALSE");

    private final SqlTokens tokens;
    private int depth;
    private int operators;
    /** Whether what was read last can come to true or false. */
    private boolean answers;

    private SqlParser(SqlTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads an expression.
     *
     * @throws SqlSyntaxException if it is none, or beyond a limit
     */
    static SqlExpression parse(String sql) {
        if (sql.length() > MAX_LENGTH) {
            throw new SqlSyntaxException(
                    MAX_LENGTH + 1, "an expression has at most " + MAX_LENGTH + " characters, got " + sql.length());
        }
        SqlParser parser = new SqlParser(SqlTokens.of(sql));
        SqlExpression whole = parser.expression();
        Token rest = parser.tokens.peek();
        if (rest.kind() != Kind.END) {
            throw new SqlSyntaxException(rest.column(), "expected an operator or the end, got " + rest.shown());
        }
        if (!parser.answers) {
            throw new SqlSyntaxException(1, "it comes to a number or a text, never to true or false");
        }
        return whole;
    }

    private SqlExpression expression() {
        if (++depth > FilterParser.MAX_DEPTH) {
            throw new SqlSyntaxException(tokens.peek().column(), "it is nested deeper than " + FilterParser.MAX_DEPTH);
        }
        List<SqlExpression> operands = new ArrayList<>(List.of(operation(SqlOperator.Level.COMPARISON)));
        String logic = "";
        for (Token next = tokens.peek(); isLogic(next); next = tokens.peek()) {
            String word = next.text().toUpperCase(Locale.ROOT);
            if (!logic.isEmpty() && !logic.equals(word)) {
                throw new SqlSyntaxException(
                        next.column(), logic + " and " + word + " beside each other need parentheses");
            }
            logic = word;
            count(tokens.take());
            operands.add(operation(SqlOperator.Level.COMPARISON));
        }
        depth--;
        answers |= !logic.isEmpty();
        return logic.isEmpty() ? operands.get(0) : SqlTerms.logic(logic, List.copyOf(operands));
    }

    private static boolean isLogic(Token token) {
        return LOGIC.stream().anyMatch(token::is);
    }

    /** Operators of this level and those that bind more strongly, from the left. */
    private SqlExpression operation(SqlOperator.Level level) {
        SqlExpression left = tighter(level);
        while (true) {
            Token sign = tokens.peek();
            SqlOperator operator = sign.kind() == Kind.SIGN
                    ? SqlOperator.of(sign.text(), level).orElse(null)
                    : null;
            if (operator == null) {
                return left;
            }
            count(tokens.take());
            SqlExpression second = tighter(level);
            if (operator.ordersNumbers()) {
                requireNumber(sign, left);
                requireNumber(sign, second);
            }
            answers = level == SqlOperator.Level.COMPARISON;
            left = SqlTerms.operation(operator, left, second);
        }
    }

    /** What can never be a whole number would be compared without a word, and never hold. */
    private static void requireNumber(Token sign, SqlExpression operand) {
        if (operand instanceof SqlTerms.Literal text
                && SqlValue.whole(text.token().text()) == null) {
            throw new SqlSyntaxException(
                    text.token().column(),
                    sign.shown() + " compares whole numbers only, and this text is none; from and to choose times");
        }
        if (operand instanceof SqlTerms.Named attribute && attribute.token().is("time")) {
            throw new SqlSyntaxException(
                    attribute.token().column(),
                    sign.shown() + " compares whole numbers only, and time is none; from and to choose times");
        }
    }

    private SqlExpression tighter(SqlOperator.Level level) {
        return switch (level) {
            case COMPARISON -> operation(SqlOperator.Level.SUM);
            case SUM -> operation(SqlOperator.Level.PRODUCT);
            case PRODUCT -> tested(unary());
        };
    }

    /** What LIKE and IN ask of a value. */
    private SqlExpression tested(SqlExpression value) {
        SqlExpression left = value;
        while (true) {
            Token first = tokens.peek();
            boolean not = first.is("NOT");
            Token word = not ? tokens.second() : first;
            if (!word.is("LIKE") && !word.is("IN")) {
                return left;
            }
            count(first);
            if (not) {
                tokens.take();
            }
            tokens.take();
            left = word.is("LIKE") ? like(left, not) : in(left, not);
            answers = true;
        }
    }

    private SqlExpression like(SqlExpression value, boolean not) {
        Token text = tokens.take();
        if (text.kind() != Kind.TEXT) {
            throw new SqlSyntaxException(
                    text.column(), "LIKE takes a text in quotes, like 'order.%', got " + text.shown());
        }
        return SqlTerms.like(value, new LikePattern(text.text()), not);
    }

    private SqlExpression in(SqlExpression value, boolean not) {
        List<SqlExpression> set = list();
        if (set.isEmpty()) {
            throw new SqlSyntaxException(tokens.peek().column(), "IN takes at least one value");
        }
        return SqlTerms.in(value, set, not);
    }

    private List<SqlExpression> list() {
        tokens.expect("(");
        List<SqlExpression> list = new ArrayList<>();
        if (!tokens.takeIf(")")) {
            do {
                list.add(expression());
            } while (tokens.takeIf(","));
            tokens.expect(")");
        }
        return List.copyOf(list);
    }

    private SqlExpression unary() {
        Token first = tokens.peek();
        if (first.is("NOT")) {
            return not(tokens.take());
        }
        if (first.is("-")) {
            return minus(tokens.take());
        }
        if (first.is("EXISTS")) {
            count(tokens.take());
            Token name = tokens.take();
            String attribute = attribute(name);
            answers = true;
            return SqlTerms.exists(attribute);
        }
        return primary(tokens.take());
    }

    private SqlExpression not(Token not) {
        count(not);
        SqlExpression operand = deeper(not);
        Token next = tokens.peek();
        boolean ends = next.kind() == Kind.END || next.is(")") || next.is(",") || isLogic(next);
        if (!ends) {
            throw new SqlSyntaxException(
                    not.column(), "NOT is for the next value alone; put parentheses around what it is meant for");
        }
        answers = true;
        return SqlTerms.not(operand);
    }

    private SqlExpression minus(Token minus) {
        Token next = tokens.peek();
        if (isNumber(next)) {
            tokens.take();
            return literal(minus, "-" + next.text());
        }
        count(minus);
        SqlExpression operand = deeper(minus);
        answers = false;
        return SqlTerms.minus(operand);
    }

    private SqlExpression deeper(Token token) {
        if (++depth > FilterParser.MAX_DEPTH) {
            throw new SqlSyntaxException(token.column(), "it is nested deeper than " + FilterParser.MAX_DEPTH);
        }
        SqlExpression operand = unary();
        depth--;
        return operand;
    }

    private SqlExpression primary(Token token) {
        answers = false;
        if (token.kind() == Kind.TEXT) {
            return new SqlTerms.Literal(token);
        }
        if (token.is("(")) {
            SqlExpression inside = expression();
            tokens.expect(")");
            return inside;
        }
        if (token.is("+") && isNumber(tokens.peek())) {
            return literal(token, tokens.take().text());
        }
        if (token.kind() != Kind.WORD) {
            throw new SqlSyntaxException(token.column(), "expected a value, got " + token.shown());
        }
        if (token.is("TRUE") || token.is("FALSE")) {
            answers = true;
            return SqlTerms.constant(token.is("TRUE"));
        }
        if (isNumber(token)) {
            return literal(token, token.text());
        }
        if (tokens.peek().is("(") && !isKeyword(token)) {
            return function(token);
        }
        attribute(token);
        answers = true;
        return new SqlTerms.Named(token);
    }

    private SqlExpression function(Token name) {
        SqlFunction function = SqlFunction.find(name.text())
                .orElseThrow(() -> new SqlSyntaxException(
                        name.column(),
                        "\"" + name.text() + "\" is not a function"
                                + Nearest.suggestion(
                                        name.text().toUpperCase(Locale.ROOT),
                                        Arrays.stream(SqlFunction.values())
                                                .map(SqlFunction::name)
                                                .toList())));
        count(name);
        List<SqlExpression> given = list();
        if (!function.takes(given.size())) {
            throw new SqlSyntaxException(name.column(), function + " does not take " + given.size() + " values");
        }
        answers = function == SqlFunction.BOOL;
        return SqlTerms.call(function, given);
    }

    private static boolean isKeyword(Token token) {
        return KEYWORDS.contains(token.text().toUpperCase(Locale.ROOT));
    }

    private static boolean isNumber(Token token) {
        return token.kind() == Kind.WORD && token.text().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private SqlExpression literal(Token token, String digits) {
        answers = false;
        Integer number = SqlValue.whole(digits);
        if (number == null) {
            throw new SqlSyntaxException(token.column(), digits + " is not a number of 32 bits");
        }
        return SqlTerms.constant(number);
    }

    private static String attribute(Token token) {
        if (token.is("data")) {
            throw new SqlSyntaxException(
                    token.column(), "data cannot be asked for; the filter data compares values by JSON Pointer");
        }
        if (token.kind() != Kind.WORD || isKeyword(token) || !EventAttributes.isName(token.text())) {
            throw new SqlSyntaxException(
                    token.column(),
                    "expected a value, got " + token.shown()
                            + "; names of attributes are at most 20 lower-case letters and digits");
        }
        if (EventAttributes.isAdded(token.text())) {
            throw new SqlSyntaxException(token.column(), EventAttributes.refusal(token.text()));
        }
        return token.text();
    }

    private void count(Token token) {
        if (++operators > MAX_OPERATORS) {
            throw new SqlSyntaxException(
                    token.column(), "it has more than " + MAX_OPERATORS + " operators and functions");
        }
    }
}
