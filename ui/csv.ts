/**
 * Tables as CSV (RFC 4180) that a spreadsheet in the reader's language opens by a double click: French ones expect a
 * semicolon between fields and a comma in numbers, English ones a comma and a point; both need the mark of UTF-8 in front.
 */
import type { Language } from '#base/language.ts';

/** What stands in a field. Null: nothing. */
export type CsvValue = string | number | null;

const ways = { en: { between: ',', point: '.' }, fr: { between: ';', point: ',' } } as const;

/** Characters with which a spreadsheet takes a text for a formula and computes it (OWASP, "CSV Injection"). */
const formulaPattern = /^[=+\-@\t\r\n\u00ad\uff0b\uff0d\uff1d\uff20]/;
const quotedPattern = /[",;\r\n\t]|^\s|\s$/;

/** Gives the file's text: `head` and a line for each row, with line ends of CR LF. */
export function csvText(language: Language, head: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  const { between } = ways[language];
  const lines = [head, ...rows].map((row) => row.map((value) => field(value, language)).join(between));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function field(value: CsvValue, language: Language): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', ways[language].point);
  // An apostrophe in front makes it a text, whatever it begins with.
  const text = formulaPattern.test(value) ? `'${value}` : value;
  return quotedPattern.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
