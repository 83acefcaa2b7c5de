/**
 * Prints a request as code. snippetz writes the code from values that cannot break out of a literal (`tame.ts`); in place of
 * a variable of the environment it gets a word, which then becomes the language's own expression for that variable.
 */
import { snippetz } from '@scalar/snippetz';
import type { Language, Piece } from '#portal/reference/samples/languages.ts';
import type { SampleBody, SampleRequest, SampleValue } from '#portal/reference/samples/sample-request.ts';
import { isHeaderName, tameHeader, tameJson, tameName, tameText, tameUrl } from '#portal/reference/samples/tame.ts';

type HarRequest = Parameters<ReturnType<typeof snippetz>['print']>[2];
type PostData = NonNullable<NonNullable<HarRequest>['postData']>;

const printers = snippetz();

/** Letters alone: no printer quotes, encodes or breaks them. */
const wordPattern = /GUICHETx([A-Z]+(?:x[A-Z]+)*)xEND/g;

function wordFor(variable: string): string {
  return `GUICHETx${variable.replaceAll('_', 'x')}xEND`;
}

/** Prints `request` in `language`. */
export function printSample(language: Language, request: SampleRequest): string {
  const printed = printers.print(language.target, clientOf(language), toHar(request));
  const code = printed === undefined ? '' : withTextBody(language, request.body, printed);
  return language.complete(withVariables(language, code)).trimEnd();
}

/** The names of clients are strings in our table; that all of them are known to snippetz is what the test prints. */
function clientOf(language: Language): Parameters<typeof printers.print>[1] {
  return language.client as Parameters<typeof printers.print>[1];
}

function toHar(request: SampleRequest): HarRequest {
  const headers = request.headers
    .filter(({ name }) => isHeaderName(name))
    .map(({ name, value }) => ({ name, value: harValue(value, tameHeader) }));
  const { body } = request;
  const typed = body !== null && body.kind !== 'multipart' ? [{ name: 'Content-Type', value: mediaTypeOf(body) }] : [];
  return {
    method: /^[A-Z]+$/.test(request.method) ? request.method : 'GET',
    url: tameUrl(request.url),
    headers: [...headers, ...typed],
    queryString: [],
    cookies: [],
    httpVersion: 'HTTP/1.1',
    headersSize: -1,
    bodySize: -1,
    ...(body === null ? {} : { postData: postDataOf(body) }),
  };
}

function harValue(value: SampleValue, tame: (text: string) => string): string {
  return 'text' in value ? tame(value.text) : (value.before ?? '') + wordFor(value.variable);
}

function mediaTypeOf(body: Exclude<SampleBody, { kind: 'multipart' }>): string {
  return body.kind === 'form' ? 'application/x-www-form-urlencoded' : tameHeader(body.mediaType);
}

function postDataOf(body: SampleBody): PostData {
  switch (body.kind) {
    case 'form':
      return {
        mimeType: mediaTypeOf(body),
        params: body.fields.map(({ name, value }) => ({ name: tameName(name), value: harValue(value, tameText) })),
      };
    case 'json':
      return { mimeType: 'application/json', text: JSON.stringify(tameJson(body.value), null, 2) };
    case 'text':
      return { mimeType: mediaTypeOf(body), text: tameText(body.text) };
    case 'multipart':
      return {
        mimeType: 'multipart/form-data',
        params: body.fields.map(({ name, text }) =>
          text === null
            ? { name: tameName(name), value: '@file.txt', fileName: 'file.txt' }
            : { name: tameName(name), value: tameText(text) },
        ),
      };
  }
}

/** snippetz leaves bodies out of Python that are neither JSON nor forms. */
function withTextBody(language: Language, body: SampleBody | null, printed: string): string {
  if (language.id !== 'python' || body?.kind !== 'text') return printed;
  return printed.replace(/\n\)$/, () => `,\n    data="${tameText(body.text)}".encode()\n)`);
}

/** A literal, in the quotes of any language, with one of our words in it. */
const literalWithWord = /(["'])((?:(?!\1)[^\n])*?GUICHETx(?:(?!\1)[^\n])*)\1/g;

function withVariables(language: Language, code: string): string {
  return code.replace(literalWithWord, (_literal, _quote, inside: string) => language.join(piecesOf(inside)));
}

/** Splits what stands in a literal at our words. In a form, what they stand for is percent-encoded. */
function piecesOf(inside: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of inside.matchAll(wordPattern)) {
    const before = inside.slice(end, match.index);
    if (before !== '') pieces.push({ text: before });
    pieces.push({
      variable: (match[1] ?? '').replaceAll('x', '_'),
      encoded: /[&=]/.test(inside.slice(0, match.index)),
    });
    end = match.index + match[0].length;
  }
  if (end < inside.length) pieces.push({ text: inside.slice(end) });
  return pieces;
}
