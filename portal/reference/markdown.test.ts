import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { renderMarkdown, renderMarkdownLine } from '#portal/reference/markdown.ts';

const tag = /<\/?([a-z][a-z0-9]*)([^<>]*)>/gi;
const allowedTags = new Set(
  'p h2 h3 h4 h5 h6 ul ol li a em strong s code pre blockquote br hr table thead tbody tr th td'.split(' '),
);
const allowedAttributes =
  /^(?: (?:href="(?:https?:\/\/|mailto:)[^"<>]*"|title="[^"<>]*"|rel="noopener noreferrer nofollow"|start="\d+"|class="language-[^"<>]*"))* ?\/?$/i;

function faultsIn(html: string): string[] {
  const wrong = [...html.matchAll(tag)].filter(
    ([, name = '', attributes = '']) => !allowedTags.has(name.toLowerCase()) || !allowedAttributes.test(attributes),
  );
  // Whatever is left of a tag when those are taken away would be markup of somebody else's.
  const rest = html.replace(tag, '');
  return [...wrong.map(([text]) => text), ...(/[<>]/.test(rest) ? [rest] : [])];
}

test('markdown is shown as paragraphs, lists, tables and code', () => {
  const html = renderMarkdown('# Titre\n\nUn *mot* et `code`.\n\n- a\n- b\n\n| x | y |\n|:--|--:|\n| 1 | 2 |\n');
  assert.match(html, /<h4>Titre<\/h4>/);
  assert.match(html, /<em>mot<\/em> et <code>code<\/code>/);
  assert.match(html, /<li>a<\/li>/);
  assert.match(html, /<td>1<\/td>/);
});

test('tags in markdown are text', () => {
  assert.equal(renderMarkdownLine('<script>alert(1)</script>'), '&lt;script&gt;alert(1)&lt;/script&gt;');
  assert.doesNotMatch(renderMarkdown('<div onclick="x">\n\n<img src=x onerror=y>'), /<div|<img/);
});

test('links lead to http, https and mailto alone, and tell the other side nothing', () => {
  assert.equal(
    renderMarkdownLine('[a](https://example.org/)'),
    '<a href="https://example.org/" rel="noopener noreferrer nofollow">a</a>',
  );
  assert.match(renderMarkdownLine('[a](mailto:a@b.fr)'), /href="mailto:a@b.fr"/);
  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:x',
    'data:text/html,x',
    '/relay',
    '//evil.example',
    'vbscript:x',
  ]) {
    assert.doesNotMatch(renderMarkdownLine(`[a](${address})`), /<a/, address);
  }
  assert.doesNotMatch(renderMarkdownLine('[a](&#106;avascript:alert(1))'), /<a/);
});

test('pictures are not fetched', () => {
  assert.doesNotMatch(renderMarkdown('![pixel](https://evil.example/p.gif)'), /<img/);
});

test('whatever is written, the page holds no tag and no attribute but those of markdown', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '`',
    '```',
    '[',
    ']',
    '(',
    ')',
    '!',
    '*',
    '_',
    '#',
    '|',
    '\n',
    ' ',
    '\\',
    '~~',
    '---',
    'javascript:',
    'https://a.b',
    'onload=',
    '<script>',
    '</a>',
    '<!--',
    '&lt;',
    '&#x6a;',
    '[a]: ',
    'a',
    '1. ',
    '> ',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 60 }), (parts) => {
      assert.deepEqual(faultsIn(renderMarkdown(parts.join(''))), []);
      assert.deepEqual(faultsIn(renderMarkdownLine(parts.join(''))), []);
    }),
    { numRuns: 500 },
  );
});
