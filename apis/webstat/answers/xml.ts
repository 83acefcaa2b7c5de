/** Webstat's lists as xml. What the real one looked like is not known: the elements are named after the csv's columns. */
import type { Language } from '#base/language.ts';
import { momentText, seriesText, spanOf } from '#apis/webstat/answers/json.ts';
import type { Dataset, SeriesHead } from '#apis/webstat/store/model.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as it may stand between tags and in attributes; letters that XML 1.0 §2.2 does not have become U+FFFD. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

function element(name: string, text: string): string {
  return `<${name}>${xmlText(text)}</${name}>`;
}

export function catalogueXml(datasets: readonly Dataset[], language: Language): string {
  const items = datasets.map(
    ({ name, title, updatedAt }) =>
      `<dataset>${element('name', name)}${element('description', title[language])}${element('lastUpdate', momentText(updatedAt))}</dataset>\n`,
  );
  return `${xmlDeclaration}<catalogue>\n${items.join('')}</catalogue>\n`;
}

export async function* seriesListXml(
  dataset: Dataset,
  series: AsyncIterable<SeriesHead>,
  language: Language,
): AsyncGenerator<string> {
  yield `${xmlDeclaration}<catalogue dataset="${xmlText(dataset.name)}">\n`;
  for await (const one of series) {
    const { key, title, titleCompl } = seriesText(dataset, one, language);
    const { from, to } = spanOf(one);
    const codes = dataset.dimensions.map(({ id }, index) => element(id, one.codes[index] ?? ''));
    const said = { seriesKey: key, title, titleCompl, sourceAgency: one.attributes['SOURCE_AGENCY'] ?? '', from, to };
    const elements = Object.entries(said).map(([name, text]) => element(name, text));
    yield `<series>${[...elements, ...codes].join('')}</series>\n`;
  }
  yield '</catalogue>\n';
}
