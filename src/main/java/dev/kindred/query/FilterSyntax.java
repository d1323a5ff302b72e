package dev.kindred.query;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.kindred.problem.Invalid;

import cz.jirutka.rsql.parser.RSQLParser;
import cz.jirutka.rsql.parser.RSQLParserException;
import cz.jirutka.rsql.parser.UnknownOperatorException;
import cz.jirutka.rsql.parser.ast.Node;

/** Reads the text of a filter; what its words mean is not known here. */
final class FilterSyntax {

    /** The parser calls itself for every parenthesis, and so would end with the stack. */
    static final int DEEPEST_NESTING = 50;

    private static final RSQLParser PARSER = new RSQLParser(Operator.forParser());

    /** The parser tells its position only in words. */
    private static final Pattern POSITION = Pattern.compile("line (\\d+), column (\\d+)");

    private FilterSyntax() {}

    /** The comparisons and how they are joined, or an {@link Invalid} that says where the text can't be read. */
    static Node parse(String text) {
        RequestText.check("filter", text);
        try {
            return PARSER.parse(withPlainSpaces(text));
        } catch (RSQLParserException failure) {
            throw explain(failure.getCause());
        }
    }

    /**
     * The text with line ends and tabs outside of quotes as spaces, since the parser would take them for a part of the
     * word before. Refuses deep nesting on the way.
     */
    private static String withPlainSpaces(String text) {
        StringBuilder plain = new StringBuilder(text);
        char quote = 0;
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (quote != 0) {
                if (character == '\\') {
                    i++; // whatever follows is itself
                } else if (character == quote) {
                    quote = 0;
                }
            } else if (character == '\'' || character == '"') {
                quote = character;
            } else if (character == '\n' || character == '\r' || character == '\t') {
                plain.setCharAt(i, ' ');
            } else if (character == '(') {
                checkDepth(++depth, i);
            } else if (character == ')') {
                depth--;
            }
        }
        return plain.toString();
    }

    private static void checkDepth(int depth, int at) {
        if (depth > DEEPEST_NESTING) {
            throw new Invalid("The filter opens more than %d parentheses within each other at character %d."
                    .formatted(DEEPEST_NESTING, at + 1));
        }
    }

    private static Invalid explain(Throwable cause) {
        if (cause instanceof UnknownOperatorException unknown) {
            return new Invalid("The filter has the unknown operator %s; known are %s."
                    .formatted(RequestText.excerpt(unknown.getOperator()), Operator.list()));
        }
        if (cause instanceof IllegalArgumentException wrongCount) { // "operator '==' can have exactly 1 argument(s), but …"
            return new Invalid("The filter can't be read: %s. Lists go with =in= and =out=."
                    .formatted(wrongCount.getMessage().replace("from 1 to " + Integer.MAX_VALUE, "1 or more")));
        }
        return new Invalid(
                "The filter can't be read%s; it takes comparisons such as age>=30 or attributes.plan=in=(pro,team), joined "
                        .formatted(position(cause))
                        + "by ' and ' and ' or ', with parentheses, and values that hold spaces or one of "
                        + "\"'();,=<>!~ in quotes.");
    }

    private static String position(Throwable cause) {
        Matcher found = POSITION.matcher(String.valueOf(cause.getMessage()));
        if (!found.find()) {
            return "";
        }
        String line = found.group(1).equals("1") ? "" : "line " + found.group(1) + ", ";
        return " at " + line + "character " + found.group(2);
    }
}
