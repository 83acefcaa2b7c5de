/** The head of an answer, written as text for HTTP/1.1, as the fields that HTTP/2 sends (RFC 9113 §8.3.2). */

const outerWhiteSpace = /^[\t ]+|[\t ]+$/g;

/**
 * Gives names and values in turn, `:status` first; names in lower case, the reason dropped. `text` is a status line and
 * field lines, each with its CRLF, all well-formed.
 */
export function answerFields(text: string): string[] {
  const fields = [':status', text.slice(9, 12)];
  let at = text.indexOf('\r\n') + 2;
  while (at < text.length) {
    const end = text.indexOf('\r\n', at);
    const colon = text.indexOf(':', at);
    fields.push(text.slice(at, colon).toLowerCase(), text.slice(colon + 1, end).replaceAll(outerWhiteSpace, ''));
    at = end + 2;
  }
  return fields;
}
