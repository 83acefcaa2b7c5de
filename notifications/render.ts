/** Makes a mail's text and HTML from what it says: one walk for each, nothing of it from outside but escaped text. */
import type { WrittenMail } from '#notifications/outbox.ts';
import { frenchSpaces } from '#ui/french-spaces.ts';
import type { MailContent, MailLanguage } from '#notifications/template.ts';

export type RenderedMail = { readonly subject: string; readonly text: string; readonly html: string };

/** Characters that would end a header line, or hide in one. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

const sentBy: Readonly<Record<MailLanguage, string>> = { fr: 'Envoyé par le portail', en: 'Sent by the portal' };

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/** Renders `mail`; `portalUrl` is the portal's public address, without a slash at its end. */
export function renderMail(written: WrittenMail, portalUrl: string): RenderedMail {
  const mail = written.map(spaced);
  const subject = mail.map(({ content }) => content.subject.replace(unprintable, ' ').trim()).join(' / ');
  return {
    subject,
    text: `${mail.map((part) => textPart(part.content, part.language, portalUrl)).join(`\n\n${'-'.repeat(72)}\n\n`)}\n`,
    html: htmlPage(mail, subject, portalUrl),
  };
}

/** A French part with the spaces of French. */
function spaced(part: WrittenMail[number]): WrittenMail[number] {
  if (part.language !== 'fr') return part;
  const { subject, paragraphs, facts, action, notes } = part.content;
  const content = {
    subject: frenchSpaces(subject),
    paragraphs: paragraphs.map(frenchSpaces),
    ...(facts && { facts: facts.map(({ label, value }) => ({ label: frenchSpaces(label), value })) }),
    ...(action && { action: { ...action, label: frenchSpaces(action.label) } }),
    ...(notes && { notes: notes.map(frenchSpaces) }),
  };
  return { ...part, content };
}

function textPart(content: MailContent, language: MailLanguage, portalUrl: string): string {
  const { paragraphs, facts = [], action, notes = [] } = content;
  const colon = language === 'fr' ? '\u00a0:' : ':';
  return [
    ...paragraphs,
    ...(facts.length > 0 ? [facts.map(({ label, value }) => `${label}${colon} ${value}`).join('\n')] : []),
    ...(action === undefined ? [] : [`${action.label}${colon}\n${portalUrl}${action.path}`]),
    ...notes,
    `${sentBy[language]} ${portalUrl}`,
  ].join('\n\n');
}

/** Styles stand in the elements: most mail programs drop style sheets. */
const styles = {
  body: 'margin:0;padding:24px 12px;background:#f4f4f2;color:#1c1c1a;font:16px/1.5 system-ui,sans-serif',
  part: 'max-width:560px;margin:0 auto 16px;padding:24px;background:#ffffff;border:1px solid #d9d9d4;border-radius:8px',
  paragraph: 'margin:0 0 16px',
  label: 'padding:2px 16px 2px 0;text-align:left;vertical-align:top;font-weight:normal;color:#57574f',
  value: 'padding:2px 0;vertical-align:top',
  table: 'margin:0 0 16px;border-collapse:collapse',
  button:
    'display:inline-block;padding:10px 20px;background:#1f4e79;color:#ffffff;border-radius:6px;text-decoration:none;font-weight:600',
  address: 'margin:0 0 16px;font-size:14px;word-break:break-all',
  note: 'margin:0 0 8px;font-size:14px;color:#57574f',
} as const;

function lines(text: string): string {
  return escapeHtml(text).replace(/\r\n|[\r\n]/g, '<br>');
}

function htmlPart(content: MailContent, language: MailLanguage, portalUrl: string): string {
  const { paragraphs, facts = [], action, notes = [] } = content;
  const address = escapeHtml(portalUrl + (action?.path ?? ''));
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" style="${styles.label}">${escapeHtml(label)}</th><td style="${styles.value}">${lines(value)}</td></tr>`,
  );
  return [
    `<div lang="${language}" style="${styles.part}">`,
    ...paragraphs.map((paragraph) => `<p style="${styles.paragraph}">${lines(paragraph)}</p>`),
    ...(rows.length > 0 ? [`<table style="${styles.table}">`, ...rows, '</table>'] : []),
    ...(action === undefined
      ? []
      : [
          `<p style="${styles.paragraph}"><a href="${address}" style="${styles.button}">${escapeHtml(action.label)}</a></p>`,
          `<p style="${styles.address}">${address}</p>`,
        ]),
    ...notes.map((note) => `<p style="${styles.note}">${lines(note)}</p>`),
    `<p style="${styles.note}">${sentBy[language]} <a href="${escapeHtml(portalUrl)}">${escapeHtml(portalUrl)}</a></p>`,
    '</div>',
  ].join('\n');
}

function htmlPage(mail: WrittenMail, subject: string, portalUrl: string): string {
  return [
    '<!doctype html>',
    `<html lang="${mail[0]?.language ?? 'en'}">`,
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="${styles.body}">`,
    ...mail.map((part) => htmlPart(part.content, part.language, portalUrl)),
    '</body>',
    '</html>',
  ].join('\n');
}
