import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { frenchSpaces, frenchSpacesInHtml } from '#ui/french-spaces.ts';

test('no line is broken before French punctuation, nor inside guillemets', () => {
  assert.equal(
    frenchSpaces('Qui ? « Vous » : 80 % ; oui !'),
    'Qui\u202f? «\u00a0Vous\u00a0»\u00a0: 80\u00a0%\u202f; oui\u202f!',
  );
});

test('code, attributes and what is typed in keep their spaces', () => {
  const kept = '<p title="a ? b > c : d"><code>a ? <b>b</b> : c</code></p><textarea>x ?</textarea><!-- y ? -->';
  assert.equal(frenchSpacesInHtml(kept), kept);
  assert.equal(frenchSpacesInHtml('<pre>a ?</pre><p>b ?</p>'), '<pre>a ?</pre><p>b\u202f?</p>');
});

test('of any page nothing but spaces changes', () => {
  const parts = fc.constantFrom(
    '<p>',
    '</p>',
    '<code>',
    '</CODE>',
    '<a b="c : ?">',
    '<',
    '>',
    '"',
    ' ?',
    '« ',
    ' :',
    'x',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(parts, fc.string())), (texts) => {
      const html = texts.join('');
      assert.equal(frenchSpacesInHtml(html).replace(/[\u202f\u00a0]/g, ' '), html.replace(/[\u202f\u00a0]/g, ' '));
    }),
  );
});
