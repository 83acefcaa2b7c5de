/** The three ways in which the command prints. */
import type { Sheet } from '#cfonb/command/sheet.ts';

/** Where a printer's text begins, what it says of one item, and how it ends. */
export type Printer<Item> = {
  readonly begin: string;
  readonly item: (item: Item, index: number) => string;
  readonly end: string;
};

/** Columns of blanks between them, wide enough for this sheet. */
export function tablePrinter<Item>(sheetOf: (item: Item) => Sheet): Printer<Item> {
  return {
    begin: '',
    item: (item, index) => {
      const { title, columns, rows } = sheetOf(item);
      const widths = columns.map(({ name }, column) =>
        rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), name.length),
      );
      const line = (cells: readonly string[]): string =>
        cells
          .map((cell, column) =>
            columns[column]?.align === 'right' ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
          )
          .join('  ')
          .trimEnd();
      const lines = rows.length === 0 ? ['(no operation)'] : [line(columns.map(({ name }) => name)), ...rows.map(line)];
      return `${index === 0 ? '' : '\n'}${[...title, ...lines].join('\n')}\n`;
    },
    end: '',
  };
}

/** RFC 4180, with the columns named in the first line; what a row belongs to stands in the first column. */
export function csvPrinter<Item>(sheetOf: (item: Item) => Sheet): Printer<Item> {
  return {
    begin: '',
    item: (item, index) => {
      const { title, columns, rows } = sheetOf(item);
      const names = ['of', ...columns.map(({ name }) => name)];
      const head = index === 0 ? csvLine(names) : '';
      return head + rows.map((row) => csvLine([title[0]?.split('  ')[0] ?? '', ...row])).join('');
    },
    end: '',
  };
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

/** One array of the items as the library gives them; sums too large for a number are texts. */
export function jsonPrinter<Item>(): Printer<Item> {
  const plain = (_key: string, value: unknown): unknown => {
    if (typeof value !== 'bigint') return value;
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  };
  return {
    begin: '[',
    item: (item, index) => `${index === 0 ? '' : ','}\n${JSON.stringify(item, plain)}`,
    end: '\n]\n',
  };
}
