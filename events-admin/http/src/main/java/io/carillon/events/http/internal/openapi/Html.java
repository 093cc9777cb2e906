// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.http.internal.openapi;

/** A page that needs nothing from elsewhere: no script, no style, no picture. */
public final class Html {

    private final StringBuilder out = new StringBuilder();

    /** A page with a heading. */
    public Html(String title) {
        out.append("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(escaped(title))
                .append("</title></head>\n<body>\n");
        element("h1", title);
    }

    /** One element with a text. */
    public Html element(String name, String text) {
        open(name);
        out.append(escaped(text));
        return close(name);
    }

    /** A link on a line of its own. */
    public Html link(String address, String text) {
        out.append("<p><a href=\"").append(escaped(address)).append("\">");
        out.append(escaped(text)).append("</a></p>\n");
        return this;
    }

    /** Begins an element. */
    public Html open(String name) {
        out.append('<').append(name).append('>');
        return this;
    }

    /** Ends an element. */
    public Html close(String name) {
        out.append("</").append(name).append(">\n");
        return this;
    }

    /** The whole page. */
    public String end() {
        return out + "</body>\n</html>\n";
    }

    /** A text as it stands in a page, also between quotes. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
