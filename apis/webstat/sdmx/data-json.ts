/**
 * SDMX-JSON 1.0. Keys are positions in lists of values. The lists come behind the data, as the order of members is free: they
 * grow while series pass, and no answer has to be read twice.
 */
import { attributesIn, keyIn, observationsIn, type DataMessage } from '#apis/webstat/sdmx/data-message.ts';
import { dataflowUrn, timeDimension } from '#apis/webstat/sdmx/names.ts';
import { parsePeriod, daysOf } from '#apis/webstat/series/period.ts';
import { isoDay } from '#apis/webstat/series/calendar.ts';
import type { StoredSeries } from '#apis/webstat/store/model.ts';

/** Values in the order in which they were met. */
class Positions {
  readonly values: string[] = [];
  readonly #positions = new Map<string, number>();

  of(value: string): number {
    const known = this.#positions.get(value);
    if (known !== undefined) return known;
    const position = this.values.push(value) - 1;
    this.#positions.set(value, position);
    return position;
  }
}

type Lists = {
  readonly dimensions: readonly Positions[];
  readonly periods: Positions;
  readonly attributes: readonly Positions[];
};

function seriesText(series: StoredSeries, message: DataMessage, lists: Lists): string {
  const key = keyIn(series, message).map(([, code], index) => lists.dimensions[index]?.of(code) ?? 0);
  const said = new Map(attributesIn(series, message));
  const attributes = message.attributes.map((id, index) => {
    const value = said.get(id);
    return value === undefined ? null : (lists.attributes[index]?.of(value) ?? null);
  });
  const observations = observationsIn(series, message).map(
    ({ period, value }) => [lists.periods.of(period), value] as const,
  );
  if (message.bySeries) {
    const rows = Object.fromEntries(observations.map(([position, value]) => [position, [value]]));
    return `"${key.join(':')}":${JSON.stringify({ attributes, observations: rows })}`;
  }
  return observations
    .map(([position, value]) => `"${[...key, position].join(':')}":${JSON.stringify([value, ...attributes])}`)
    .join(',');
}

function timeValue(text: string): object {
  const period = parsePeriod(text);
  if (period === null) throw new Error(`${text} is no period`);
  const { first, last } = daysOf(period);
  return { id: text, name: text, start: `${isoDay(first)}T00:00:00Z`, end: `${isoDay(last)}T23:59:59Z` };
}

function structureOf({ dataset, codes, language, attributes, bySeries }: DataMessage, lists: Lists): object {
  const dimensions = dataset.dimensions.map(({ id, name }, index) => {
    const names = new Map(codes[index]?.map(({ code, title }) => [code, title[language]]));
    const values = lists.dimensions[index]?.values.map((code) => ({ id: code, name: names.get(code) ?? code }));
    return { id, name: name[language], keyPosition: index, roles: [id], values };
  });
  const time = {
    ...{ id: timeDimension, name: timeDimension, keyPosition: dimensions.length, roles: [timeDimension] },
    values: lists.periods.values.map(timeValue),
  };
  const relationship = { dimensions: dataset.dimensions.map(({ id }) => id) };
  const said = attributes.map((id, index) => ({
    ...{ id, name: id, relationship },
    values: lists.attributes[index]?.values.map((name) => ({ name })),
  }));
  return {
    name: dataset.title[language],
    dimensions: bySeries
      ? { dataSet: [], series: dimensions, observation: [time] }
      : { dataSet: [], series: [], observation: [...dimensions, time] },
    attributes: { dataSet: [], series: bySeries ? said : [], observation: bySeries ? [] : said },
  };
}

export async function* jsonData(message: DataMessage): AsyncGenerator<string> {
  const { dataset, language, attributes, bySeries } = message;
  const lists = {
    dimensions: dataset.dimensions.map(() => new Positions()),
    periods: new Positions(),
    attributes: attributes.map(() => new Positions()),
  };
  const meta = {
    ...{ id: `${dataset.name}-${dataset.instance}`, prepared: dataset.updatedAt.toISOString(), test: false },
    ...{ contentLanguages: [language], sender: { id: 'GUICHET' } },
  };
  const links = [{ urn: dataflowUrn(dataset), rel: 'dataflow' }];
  let before = `{"meta":${JSON.stringify(meta)},"data":{"dataSets":[{"action":"Information","links":${JSON.stringify(links)},"${bySeries ? 'series' : 'observations'}":{`;
  for await (const series of message.series) {
    const text = seriesText(series, message, lists);
    if (text === '') continue;
    yield before + text;
    before = ',';
  }
  yield `${before === ',' ? '' : before}}}],"structure":${JSON.stringify(structureOf(message, lists))}}}`;
}
