/** Which representation a client takes (RFC 9110 §12.5.1). */
import { SdmxRefusal } from '#apis/webstat/sdmx/refusals.ts';

export type DataFormat = 'generic' | 'specific' | 'json' | 'csv';

type Offer<Format extends string> = { readonly format: Format; readonly type: string; readonly version: string };

const dataOffers: readonly Offer<DataFormat>[] = [
  { format: 'generic', type: 'application/vnd.sdmx.genericdata+xml', version: '2.1' },
  { format: 'generic', type: 'application/xml', version: '' },
  { format: 'generic', type: 'text/xml', version: '' },
  { format: 'specific', type: 'application/vnd.sdmx.structurespecificdata+xml', version: '2.1' },
  { format: 'json', type: 'application/vnd.sdmx.data+json', version: '1.0.0' },
  { format: 'json', type: 'application/json', version: '' },
  { format: 'csv', type: 'application/vnd.sdmx.data+csv', version: '1.0.0' },
  { format: 'csv', type: 'text/csv', version: '' },
];

export type StructureFormat = 'xml' | 'json';

const structureOffers: readonly Offer<StructureFormat>[] = [
  { format: 'xml', type: 'application/vnd.sdmx.structure+xml', version: '2.1' },
  { format: 'xml', type: 'application/xml', version: '' },
  { format: 'xml', type: 'text/xml', version: '' },
  { format: 'json', type: 'application/vnd.sdmx.structure+json', version: '1.0.0' },
  { format: 'json', type: 'application/json', version: '' },
];

type Range = { readonly type: string; readonly parameters: ReadonlyMap<string, string>; readonly weight: number };

function rangesOf(field: string): Range[] {
  const ranges = field.split(',').map((part) => {
    const [type = '', ...rest] = part.split(';').map((text) => text.trim());
    const parameters = new Map(
      rest.map((text) => {
        const at = text.indexOf('=');
        return [text.slice(0, at).toLowerCase(), text.slice(at + 1)] as const;
      }),
    );
    return { type: type.toLowerCase(), parameters, weight: Number(parameters.get('q') ?? 1) };
  });
  // What is named comes before what a star covers, and among equals the order of the field holds.
  const stars = ({ type }: Range): number => type.split('*').length;
  return ranges
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight || stars(one) - stars(other));
}

export type Accepted<Format extends string> = {
  readonly format: Format;
  readonly contentType: string;
  readonly parameters: ReadonlyMap<string, string>;
};

/** `1.0` is `1.0.0`; without one any is meant. */
function isVersion(asked: string | undefined, offered: string): boolean {
  return asked === undefined || asked === offered || `${asked}.0` === offered;
}

function choose<Format extends string>(field: string | null, offers: readonly Offer<Format>[]): Accepted<Format> {
  for (const { type, parameters } of rangesOf(field ?? '*/*')) {
    const fits = offers.find(
      (offer) =>
        (type === '*/*' || type === offer.type || (type.endsWith('/*') && offer.type.startsWith(type.slice(0, -1)))) &&
        (offer.version === '' || isVersion(parameters.get('version'), offer.version)),
    );
    if (fits === undefined) continue;
    const version = fits.version === '' ? '' : `; version=${fits.version}`;
    return { format: fits.format, contentType: `${fits.type}${version}; charset=utf-8`, parameters };
  }
  throw new SdmxRefusal(
    406,
    `offered are ${offers.map(({ type, version }) => (version === '' ? type : `${type};version=${version}`)).join(', ')}`,
  );
}

/** @throws SdmxRefusal 406 */
export function chooseDataFormat(field: string | null): Accepted<DataFormat> {
  return choose(field, dataOffers);
}

/** @throws SdmxRefusal 406 */
export function chooseStructureFormat(field: string | null): Accepted<StructureFormat> {
  return choose(field, structureOffers);
}
