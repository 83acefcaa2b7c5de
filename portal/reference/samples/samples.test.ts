import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import fc from 'fast-check';
import { languages, languageOf } from '#portal/reference/samples/languages.ts';
import { printSample } from '#portal/reference/samples/print.ts';
import type { SampleRequest } from '#portal/reference/samples/sample-request.ts';

const tokenRequest: SampleRequest = {
  method: 'POST',
  url: 'https://oauth.example.org/token',
  headers: [],
  body: {
    kind: 'form',
    fields: [
      { name: 'grant_type', value: { text: 'password' } },
      { name: 'client_secret', value: { variable: 'CLIENT_SECRET' } },
      { name: 'username', value: { variable: 'API_USERNAME' } },
      { name: 'scope', value: { text: 'openid resource.READ' } },
    ],
  },
};

const call = (body: SampleRequest['body'] = null, path = '/a'): SampleRequest => ({
  method: body === null ? 'GET' : 'POST',
  url: `https://api.example.org${path}`,
  headers: [{ name: 'Authorization', value: { before: 'Bearer ', variable: 'ACCESS_TOKEN' } }],
  body,
});

test('there are samples in at least eight languages, and every one names its variables', () => {
  assert.ok(languages.length >= 8);
  for (const language of languages) {
    const token = printSample(language, tokenRequest);
    assert.match(token, /CLIENT_SECRET/, language.id);
    assert.match(token, /API_USERNAME/, language.id);
    assert.match(printSample(language, call()), /ACCESS_TOKEN/, language.id);
    assert.doesNotMatch(token + printSample(language, call()), /GUICHETx/, language.id);
  }
});

test('an unknown language is the first one', () => {
  assert.equal(languageOf('cobol').id, 'curl');
  assert.equal(languageOf('python').id, 'python');
});

test('curl reads a secret from the environment, and Python a password', () => {
  assert.match(printSample(languageOf('curl'), tokenRequest), /--data-urlencode "client_secret=\$CLIENT_SECRET"/);
  assert.match(printSample(languageOf('python'), tokenRequest), /"username": os\.environ\["API_USERNAME"\]/);
  assert.match(
    printSample(languageOf('php'), tokenRequest),
    /'grant_type=password&client_secret=' \. urlencode\(getenv\('CLIENT_SECRET'\)\) \. '&username='/,
  );
});

test('PHP sends files with what PHP has', () => {
  const fields = [
    { name: 'file', text: null },
    { name: 'label', text: 'x' },
  ];
  const code = printSample(languageOf('php'), call({ kind: 'multipart', fields }));
  assert.match(code, /'file' => new CURLFile\('file\.txt'\),\n {2}'label' => 'x',/);
  assert.doesNotMatch(code, /curl_mime/);
});

/** Texts with which a provider could try to get out of a literal, and into the shell of whoever copies the sample. */
const hostile = fc.oneof(
  fc.constantFrom(
    ...[
      "';touch pwned;'",
      '";touch pwned;"',
      '`touch pwned`',
      '$(touch pwned)',
      '#{`touch pwned`}',
      '${touch}',
      '"""',
      "'''",
    ],
    ...[
      '\\',
      '\\\\',
      "\\'",
      '\n\ntouch pwned\n',
      '\u2028',
      '’+(1)+’',
      '@/etc/passwd',
      '%0a',
      'JSON\n',
      '*/',
      '-->',
      '?>',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

test('a hostile example stays inside its literal: the code of Node still parses and sends text alone', () => {
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const request = call(
        { kind: 'json', mediaType: 'application/json', value: { [one]: [other, { a: one }] } },
        `/${one}?q=${other}`,
      );
      for (const id of ['node', 'javascript']) {
        const code = printSample(languageOf(id), request).replace(/^import .*$/gm, '');
        // Parsed, never run: `Function` throws at what is no JavaScript.
        assert.doesNotThrow(() => new Function(`return async () => { ${code} }`), code);
      }
    }),
    { numRuns: 300 },
  );
});

test('no value ends a literal or is evaluated in it, in any language', () => {
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const marked = (text: string): string => `aq${text}zq`;
      const request: SampleRequest = {
        method: 'POST',
        url: 'https://api.example.org/a',
        headers: [{ name: 'X-One', value: { text: marked(one) } }],
        body: { kind: 'text', mediaType: 'text/plain', text: marked(other) },
      };
      for (const language of languages) {
        const code = printSample(language, request);
        for (const [, inside = ''] of code.matchAll(/aq([\s\S]*?)zq/g)) {
          assert.doesNotMatch(inside, /['"`\\$#\p{Cc}\u2018-\u201f\u2028\u2029]/u, language.id);
        }
      }
    }),
    { numRuns: 200 },
  );
});

for (const [program, id, args] of [
  ['python3', 'python', ['-c', 'import ast,sys; ast.parse(sys.stdin.read())']],
  ['ruby', 'ruby', ['-c']],
  ['bash', 'curl', ['-n']],
] as const) {
  test(`what ${program} runs is well formed`, (context) => {
    if (spawnSync(program, ['--version']).error !== undefined) return context.skip(`${program} is not installed`);
    const body = {
      kind: 'json',
      mediaType: 'application/json',
      value: { "l'été": ['"x"', '#{`id`}', true, null, 1.5] },
    } as const;
    for (const request of [tokenRequest, call(), call(body, "/it's?a=$(id)")]) {
      const code = printSample(languageOf(id), request);
      const { status, stderr } = spawnSync(program, args, { input: code, encoding: 'utf8' });
      assert.equal(status, 0, `${stderr}\n${code}`);
    }
  });
}
