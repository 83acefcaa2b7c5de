import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderMail } from '#notifications/render.ts';
import type { MailContent } from '#notifications/template.ts';

const portal = 'https://portal.example.org';

const activation: MailContent = {
  subject: 'Activer votre compte',
  paragraphs: ['Merci.', 'Deux\nlignes.'],
  facts: [{ label: 'Application', value: 'A & B' }],
  action: { label: 'Activer', path: '/activate?token=abc&x=1' },
  notes: ['Ignorez ce courriel si vous n’en êtes pas à l’origine.'],
};

test('text and HTML say the same, in the same order, with the address of the portal before the path', () => {
  const { subject, text, html } = renderMail([{ language: 'fr', content: activation }], portal);
  assert.equal(subject, 'Activer votre compte');
  assert.equal(
    text,
    [
      'Merci.',
      'Deux\nlignes.',
      'Application\u00a0: A & B',
      `Activer\u00a0:\n${portal}/activate?token=abc&x=1`,
      'Ignorez ce courriel si vous n’en êtes pas à l’origine.',
      `Envoyé par le portail ${portal}\n`,
    ].join('\n\n'),
  );
  const seen = [
    'Merci.',
    'Deux<br>lignes.',
    'A &amp; B',
    `href="${portal}/activate?token=abc&amp;x=1"`,
    'Ignorez',
    'Envoyé',
  ];
  const places = seen.map((piece) => html.indexOf(piece));
  assert.equal(places.includes(-1), false);
  assert.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  );
});

test('a mail in both languages is French, then English, and each part says its language', () => {
  const english: MailContent = { subject: 'Activate your account', paragraphs: ['Thank you.'] };
  const mail = renderMail(
    [
      { language: 'fr', content: activation },
      { language: 'en', content: english },
    ],
    portal,
  );
  assert.equal(mail.subject, 'Activer votre compte / Activate your account');
  assert.equal(mail.text.indexOf('Merci.') < mail.text.indexOf('Thank you.'), true);
  assert.equal(mail.html.indexOf('lang="fr" style') < mail.html.indexOf('lang="en" style'), true);
});

test('nothing that somebody typed becomes markup or a line of the header', () => {
  const plain = renderMail([{ language: 'en', content: contentOf('x') }], portal).html.match(/[<>"]/g)?.length;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (typed) => {
      const { subject, html } = renderMail([{ language: 'en', content: contentOf(typed) }], portal);
      assert.doesNotMatch(subject, /[\p{Cc}\p{Zl}\p{Zp}]/u);
      const breaks = html.split('<br>').length - 1;
      assert.equal(html.match(/[<>"]/g)?.length, (plain ?? 0) + 2 * breaks);
    }),
  );
});

function contentOf(typed: string): MailContent {
  const facts = [{ label: typed, value: typed }];
  return { subject: typed, paragraphs: [typed], facts, action: { label: typed, path: `/${typed}` }, notes: [typed] };
}
