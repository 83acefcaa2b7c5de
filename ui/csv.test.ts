import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { csvText } from '#ui/csv.ts';

/** Reads CSV as RFC 4180 says, apart from how it was written. */
function readCsv(text: string, between: string): string[][] {
  const rows: string[][] = [];
  let [row, value, quoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quoted) {
      if (letter !== '"') value += letter;
      else if (text.charAt(at + 1) === '"') {
        value += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && value === '') quoted = true;
    else if (letter === between) {
      row.push(value);
      value = '';
    } else if (letter === '\r' && text.charAt(at + 1) === '\n') {
      rows.push([...row, value]);
      [row, value] = [[], ''];
      at += 1;
    } else value += letter;
  }
  return rows;
}

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\r', '\n', '=', '-', '@', ' ', 'é', '\t') }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constant(null),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc.tuple(
      fc.array(fc.string(), { minLength: columns, maxLength: columns }),
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns })),
    ),
  );

for (const [language, between, point] of [
  ['en', ',', '.'],
  ['fr', ';', ','],
] as const) {
  test(`what is written for ${language} reads back as it was, but for the apostrophe before a formula`, () => {
    fc.assert(
      fc.property(table, ([head, rows]) => {
        const text = csvText(language, head, rows);
        assert.equal(text.charCodeAt(0), 0xfeff);
        const read = readCsv(text.slice(1), between);
        assert.equal(read.length, rows.length + 1);
        for (const [index, row] of [head, ...rows].entries()) {
          const back = (read[index] ?? []).map((value, at) => {
            if (typeof row[at] === 'number') return Number(value.replace(point, '.'));
            return value.startsWith("'") && !String(row[at]).startsWith("'") ? value.slice(1) : value;
          });
          // There is one zero in decimal writing.
          assert.deepEqual(
            back,
            row.map((value) => (value === null ? '' : Object.is(value, -0) ? 0 : value)),
          );
        }
      }),
    );
  });

  test(`no text in a ${language} file is a formula`, () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n'), fc.string(), (first, rest) => {
        const [, row] = readCsv(csvText(language, ['name'], [[first + rest]]).slice(1), between);
        assert.equal(row?.[0], `'${first}${rest}`);
      }),
    );
  });
}

test('numbers are written in the way of the language, and a negative one stays a number', () => {
  assert.equal(csvText('fr', ['a', 'b'], [[1.5, -2]]), '\ufeffa;b\r\n1,5;-2\r\n');
  assert.equal(csvText('en', ['a', 'b'], [[1.5, -2]]), '\ufeffa,b\r\n1.5,-2\r\n');
});
