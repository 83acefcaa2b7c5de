/** SDMX-JSON 1.0 structures: what `structure-xml.ts` writes, with URNs where that has references. */
import type { Language } from '#base/language.ts';
import type { LocalisedText } from '#base/problem.ts';
import {
  codelistUrn,
  codelistId,
  conceptSchemeId,
  conceptsOf,
  conceptUrn,
  observationValue,
  structureUrn,
  timeDimension,
} from '#apis/webstat/sdmx/names.ts';
import type { Artefact, Kind } from '#apis/webstat/sdmx/structure-query.ts';
import type { Lists } from '#apis/webstat/sdmx/structure-xml.ts';
import type { Code, Dataset } from '#apis/webstat/store/model.ts';

/** A name in the client's language, and in all of them. */
function named(names: LocalisedText, language: Language) {
  return { name: names[language], names };
}

type Maintained = { readonly dataset: Dataset; readonly stub: boolean; readonly language: Language };

function maintained(id: string, names: LocalisedText, { dataset, stub, language }: Maintained) {
  const { agency: agencyID, version } = dataset;
  return { id, agencyID, version, isFinal: true, isExternalReference: stub, ...named(names, language) };
}

function dataflow(of: Maintained) {
  const head = maintained(of.dataset.name, of.dataset.title, of);
  return of.stub ? head : { ...head, structure: structureUrn(of.dataset) };
}

function codelist(of: Maintained, position: number, codes: readonly Code[]) {
  const dimension = of.dataset.dimensions[position];
  if (dimension === undefined) throw new Error(`${of.dataset.name} has no dimension ${position}`);
  const head = maintained(codelistId(of.dataset, dimension.id), dimension.name, of);
  const items = codes.map(({ code, title }) => ({ id: code, ...named(title, of.language) }));
  return of.stub ? head : { ...head, isPartial: false, codes: items };
}

function conceptScheme(of: Maintained, attributes: readonly string[]) {
  const head = maintained(conceptSchemeId(of.dataset), of.dataset.title, of);
  const concepts = conceptsOf(of.dataset, attributes).map(([id, names]) => ({ id, ...named(names, of.language) }));
  return of.stub ? head : { ...head, isPartial: false, concepts };
}

function dataStructure(of: Maintained, attributes: readonly string[]) {
  const { dataset } = of;
  const head = maintained(dataset.structure, dataset.title, of);
  if (of.stub) return head;
  const component = (id: string) => ({ id, conceptIdentity: conceptUrn(dataset, id) });
  const dimensions = dataset.dimensions.map(({ id }, index) => ({
    ...component(id),
    ...{ position: index, type: 'Dimension' },
    localRepresentation: { enumeration: codelistUrn(dataset, id) },
  }));
  const time = {
    ...component(timeDimension),
    ...{ position: dimensions.length, type: 'TimeDimension' },
    localRepresentation: { textFormat: { textType: 'ObservationalTimePeriod' } },
  };
  const attributeRelationship = { dimensions: dataset.dimensions.map(({ id }) => id) };
  const said = attributes.map((id) => ({
    ...component(id),
    ...{ assignmentStatus: 'Conditional', attributeRelationship },
  }));
  return {
    ...head,
    dataStructureComponents: {
      ...(said.length === 0 ? {} : { attributeList: { id: 'AttributeDescriptor', attributes: said } }),
      dimensionList: { id: 'DimensionDescriptor', dimensions, timeDimensions: [time] },
      measureList: { id: 'MeasureDescriptor', primaryMeasure: component(observationValue) },
    },
  };
}

function artefact({ kind, dataset, position = 0, stub }: Artefact, { codes, attributes }: Lists, language: Language) {
  const of = { dataset, stub, language };
  switch (kind) {
    case 'dataflow':
      return dataflow(of);
    case 'codelist':
      return codelist(of, position, codes[position] ?? []);
    case 'conceptscheme':
      return conceptScheme(of, attributes);
    default:
      return dataStructure(of, attributes);
  }
}

const members: Readonly<Record<Kind, string>> = {
  dataflow: 'dataflows',
  datastructure: 'dataStructures',
  codelist: 'codelists',
  conceptscheme: 'conceptSchemes',
};

type Options = {
  readonly lists: (dataset: Dataset) => Lists;
  readonly preparedAt: Date;
  readonly language: Language;
};

/** Writes a message. */
export function structureJsonMessage(artefacts: readonly Artefact[], { lists, preparedAt, language }: Options): string {
  const meta = {
    ...{ id: `STRUCTURE-${artefacts.length}`, prepared: preparedAt.toISOString(), test: false },
    ...{ contentLanguages: [language, language === 'fr' ? 'en' : 'fr'], sender: { id: 'GUICHET' } },
  };
  const data = Object.fromEntries(
    [...Map.groupBy(artefacts, ({ kind }) => kind)].map(([kind, those]) => [
      members[kind],
      those.map((one) => artefact(one, lists(one.dataset), language)),
    ]),
  );
  return JSON.stringify({ meta, data });
}
