/** SDMX-CSV 1.0. In French: a semicolon between cells and a decimal comma. */
import { cell } from '#apis/webstat/answers/csv.ts';
import { attributesIn, keyIn, observationsIn, type DataMessage } from '#apis/webstat/sdmx/data-message.ts';
import { csvFlow, observationValue, timeDimension } from '#apis/webstat/sdmx/names.ts';

const separators = { fr: ';', en: ',' } as const;

/** `labels=both`: `M: Monthly` in place of `M`. */
export type Labels = 'id' | 'both';

export async function* csvData(message: DataMessage, labels: Labels): AsyncGenerator<string> {
  const { dataset, language, attributes, codes } = message;
  const separator = separators[language];
  const names = codes.map((list) => new Map(list.map(({ code, title }) => [code, title[language]])));
  const labelled = (id: string, name: string | undefined): string =>
    labels === 'both' && name !== undefined ? `${id}: ${name}` : id;
  const write = (cells: readonly string[]): string =>
    `${cells.map((text) => cell(text, separator)).join(separator)}\r\n`;
  const dimensions = dataset.dimensions.map(({ id, name }) => labelled(id, name[language]));
  yield write(['DATAFLOW', ...dimensions, timeDimension, observationValue, ...attributes]);
  const flow = labelled(csvFlow(dataset), dataset.title[language]);
  for await (const series of message.series) {
    const key = keyIn(series, message).map(([, code], index) => labelled(code, names[index]?.get(code)));
    const said = new Map(attributesIn(series, message));
    const values = attributes.map((id) => said.get(id) ?? '');
    const rows = observationsIn(series, message).map(({ period, value }) => {
      const number = value === null ? '' : String(value);
      return write([flow, ...key, period, language === 'fr' ? number.replace('.', ',') : number, ...values]);
    });
    // Without observations a series is a row with empty cells.
    const bare = ['serieskeysonly', 'nodata'].includes(message.detail)
      ? [write([flow, ...key, '', '', ...values])]
      : rows;
    yield bare.join('');
  }
}
