/** A data set of any size: 40 areas, as many items as it takes, 500 months each; its values are made up, and its title says so. */
import type { DatasetDescription, NewSeries } from '#apis/webstat/store/model.ts';

export const monthsASeries = 500;
const areas = 40;
const firstMonth = 1985 * 12;

const same = (text: string) => ({ fr: text, en: text });

export function* sampleSeries(count: number): Generator<NewSeries> {
  for (let index = 0; index < count; index += 1) {
    yield {
      codes: ['M', `A${index % areas}`, `I${Math.floor(index / areas)}`],
      frequency: 'M',
      title: same(`Synthetic ${index}`),
      attributes: { UNIT: 'PURE_NUMB' },
      columns: {
        periods: Int32Array.from({ length: monthsASeries }, (_, month) => firstMonth + month),
        values: Float64Array.from(
          { length: monthsASeries },
          (_, month) => (10_000 + ((index * 37 + month * 13) % 900)) / 100,
        ),
      },
    };
  }
}

export function describeSample(count: number): DatasetDescription {
  const codes = (prefix: string, length: number, name: string) =>
    Array.from({ length }, (_, index) => ({ code: `${prefix}${index}`, title: same(`${name} ${index}`) }));
  return {
    ...{ name: 'BENCH', agency: 'GUICHET', structure: 'GUICHET_BENCH', version: '1.0' },
    ...{ title: same('Benchmark (synthetic)'), source: same('bench/webstat') },
    dimensions: ['FREQ', 'AREA', 'ITEM'].map((id) => ({ id, name: same(id), filter: false })),
    codes: [[{ code: 'M', title: same('M') }], codes('A', areas, 'Area'), codes('I', Math.ceil(count / areas), 'Item')],
  };
}
