import { fileInvalid } from '#apis/webstat/load/fault.ts';

export type CsvRow = { readonly cells: readonly string[]; readonly line: number };

/**
 * The rows of a csv (RFC 4180), with the line on which each begins; empty lines are passed over.
 *
 * @throws Problem `webstat.file_invalid` (422) for a quote that does not end or stands in the middle of a cell
 */
export function* csvRows(text: string, separator: ',' | ';'): Generator<CsvRow> {
  const cellForm = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${separator}]*))(${separator}|\\r?\\n|$)`, 'y');
  let cells: string[] = [];
  let line = 1;
  let begins = 1;
  while (cellForm.lastIndex < text.length || cells.length > 0) {
    const at = cellForm.lastIndex;
    const found = cellForm.exec(text);
    if (found === null) throw fileInvalid('a quote is out of place', 'un guillemet est mal placé', line);
    const [whole, quoted, plain = '', end] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    if (end === separator) continue;
    if (cells.length > 1 || cells[0] !== '') yield { cells, line: begins };
    cells = [];
    begins = line;
    // At the end the expression matches nothing, again and again.
    if (end === '' || at === text.length) return;
  }
}
