/** Which structures a request names, and which come along by `references` (SDMX 2.1 REST, structure queries). */
import { codelistId, conceptSchemeId } from '#apis/webstat/sdmx/names.ts';
import { SdmxRefusal } from '#apis/webstat/sdmx/refusals.ts';
import type { Dataset } from '#apis/webstat/store/model.ts';

export const kinds = ['dataflow', 'datastructure', 'codelist', 'conceptscheme'] as const;
export type Kind = (typeof kinds)[number];

/** What of a data set is sent; `position` tells its code lists apart. */
export type Artefact = {
  readonly kind: Kind;
  readonly dataset: Dataset;
  readonly position?: number;
  readonly stub: boolean;
};

export type StructureQuery = {
  readonly kind: Kind;
  readonly agency: string;
  readonly id: string;
  readonly version: string;
  readonly references: string;
  readonly detail: string;
};

const details = ['full', 'allstubs', 'referencestubs'];

/** What each value of `references` brings along, by what was asked for; a kind as value brings that kind. */
const brought: Readonly<Record<string, Readonly<Record<Kind, readonly Kind[]>>>> = {
  none: { dataflow: [], datastructure: [], codelist: [], conceptscheme: [] },
  children: {
    dataflow: ['datastructure'],
    datastructure: ['codelist', 'conceptscheme'],
    codelist: [],
    conceptscheme: [],
  },
  descendants: {
    dataflow: ['datastructure', 'codelist', 'conceptscheme'],
    datastructure: ['codelist', 'conceptscheme'],
    ...{ codelist: [], conceptscheme: [] },
  },
  parents: { dataflow: [], datastructure: ['dataflow'], codelist: ['datastructure'], conceptscheme: ['datastructure'] },
  parentsandsiblings: {
    dataflow: [],
    datastructure: ['dataflow'],
    codelist: ['datastructure', 'codelist', 'conceptscheme'],
    conceptscheme: ['datastructure', 'codelist'],
  },
  all: { dataflow: kinds, datastructure: kinds, codelist: kinds, conceptscheme: kinds },
};

function broughtBy(references: string, kind: Kind): readonly Kind[] {
  const found = brought[references]?.[kind] ?? kinds.filter((one) => one === references);
  if (found.length === 0 && brought[references] === undefined) {
    throw new SdmxRefusal(140, `references: ${references} is not known here`);
  }
  return found.filter((one) => one !== kind || references === 'parentsandsiblings');
}

/** True when a name in the path means `name`: itself, several with `+` between, or `all`. */
function means(asked: string, name: string): boolean {
  return asked === 'all' || asked.split('+').includes(name);
}

function artefactsOf(kind: Kind, dataset: Dataset, stub: boolean): readonly (Artefact & { readonly id: string })[] {
  switch (kind) {
    case 'dataflow':
      return [{ kind, dataset, stub, id: dataset.name }];
    case 'datastructure':
      return [{ kind, dataset, stub, id: dataset.structure }];
    case 'conceptscheme':
      return [{ kind, dataset, stub, id: conceptSchemeId(dataset) }];
    default:
      return dataset.dimensions.map(({ id }, position) => ({
        ...{ kind, dataset, stub, position },
        id: codelistId(dataset, id),
      }));
  }
}

/**
 * What answers a query.
 *
 * @throws SdmxRefusal 140 for what it does not know, 100 when nothing fits
 */
export function findArtefacts(query: StructureQuery, datasets: readonly Dataset[]): readonly Artefact[] {
  if (!details.includes(query.detail)) throw new SdmxRefusal(140, `detail: one of ${details.join(', ')}`);
  const along = broughtBy(query.references, query.kind);
  const found = datasets
    .filter(
      ({ agency, version }) =>
        means(query.agency, agency) && (query.version === 'latest' || means(query.version, version)),
    )
    .flatMap((dataset) => {
      const asked = artefactsOf(query.kind, dataset, query.detail === 'allstubs').filter(({ id }) =>
        means(query.id, id),
      );
      if (asked.length === 0) return [];
      const others = along.flatMap((kind) => artefactsOf(kind, dataset, query.detail !== 'full'));
      const ids = new Set(asked.map(({ kind, id }) => `${kind} ${id}`));
      return [...asked, ...others.filter(({ kind, id }) => !ids.has(`${kind} ${id}`))];
    });
  if (found.length === 0) throw new SdmxRefusal(100, 'there is no such structure');
  return found;
}
