/** The ECB's file of euro reference rates (eurofxref-hist.zip): a column a currency, a row a working day, the newest first. */
import type { Columns } from '#apis/webstat/series/columns.ts';
import { parsePeriod } from '#apis/webstat/series/period.ts';
import { fileInvalid } from '#apis/webstat/load/fault.ts';
import { isZip, readSingleFile } from '#apis/webstat/load/zip.ts';

/** Daily rates by currency, and the days of the file. */
export type ReferenceRates = { readonly days: Int32Array; readonly rates: ReadonlyMap<string, Columns> };

const rate = /^\d{1,10}(?:\.\d{1,10})?$/;

type Row = { readonly day: number; readonly cells: readonly string[]; readonly line: number };

/** Every line of the file ends with a comma. */
function cellsOf(line: string): string[] {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.at(-1) === '') cells.pop();
  return cells;
}

function readHeading(line: string): string[] {
  const [date, ...currencies] = cellsOf(line);
  const fits = date === 'Date' && currencies.length > 0 && currencies.every((code) => /^[A-Z]{3}$/.test(code));
  if (!fits || new Set(currencies).size !== currencies.length) {
    throw fileInvalid('expected "Date" and currencies', 'attendu : « Date » et des devises', 1);
  }
  return currencies;
}

function readRow(line: string, number: number, width: number): Row {
  const [date = '', ...cells] = cellsOf(line);
  const period = parsePeriod(date);
  if (period?.frequency !== 'D') throw fileInvalid('expected a date', 'attendu : une date', number);
  if (cells.length !== width) {
    throw fileInvalid(
      `expected ${width} rates, found ${cells.length}`,
      `attendu : ${width} cours, lu : ${cells.length}`,
      number,
    );
  }
  const wrong = cells.find((cell) => cell !== 'N/A' && !rate.test(cell));
  if (wrong !== undefined)
    throw fileInvalid(
      `expected a rate or N/A, found ${JSON.stringify(wrong)}`,
      `attendu : un cours ou N/A, lu : ${JSON.stringify(wrong)}`,
      number,
    );
  return { day: period.ordinal, cells, line: number };
}

/**
 * Reads the file, as a zip or unpacked.
 *
 * @throws Problem `webstat.file_invalid` (422) with the line, unless every line is as it should be
 */
export function parseReferenceRates(bytes: Buffer): ReferenceRates {
  const text = (isZip(bytes) ? readSingleFile(bytes) : bytes).toString('utf8');
  const [heading = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const currencies = readHeading(heading);
  const rows = lines.map((line, index) => readRow(line, index + 2, currencies.length));
  if (rows.length === 0) throw fileInvalid('it has no rates', "il n'a pas de cours");
  const ascending = rows.toSorted((one, other) => one.day - other.day);
  const twice = ascending.find(({ day }, index) => ascending[index + 1]?.day === day);
  if (twice !== undefined) throw fileInvalid('a date stands there twice', 'une date y figure deux fois', twice.line);
  const columnsOf = (column: number): Columns => {
    const present = ascending.filter(({ cells }) => cells[column] !== 'N/A');
    return {
      periods: Int32Array.from(present, ({ day }) => day),
      values: Float64Array.from(present, ({ cells }) => Number(cells[column])),
    };
  };
  return {
    days: Int32Array.from(ascending, ({ day }) => day),
    rates: new Map(currencies.map((currency, index) => [currency, columnsOf(index)])),
  };
}
