/** SDMX-ML 2.1 structures. */
import { xmlDeclaration, xmlText } from '#apis/webstat/answers/xml.ts';
import { xmlHeader } from '#apis/webstat/sdmx/data-xml.ts';
import { codelistId, conceptSchemeId, conceptsOf, observationValue, timeDimension } from '#apis/webstat/sdmx/names.ts';
import type { Artefact, Kind } from '#apis/webstat/sdmx/structure-query.ts';
import type { Code, Dataset } from '#apis/webstat/store/model.ts';
import type { LocalisedText } from '#base/problem.ts';

const schemas = 'http://www.sdmx.org/resources/sdmxml/schemas/v2_1';

/** What a data set has besides what it says itself. */
export type Lists = { readonly codes: readonly (readonly Code[])[]; readonly attributes: readonly string[] };

function names({ fr, en }: LocalisedText): string {
  return `<common:Name xml:lang="en">${xmlText(en)}</common:Name><common:Name xml:lang="fr">${xmlText(fr)}</common:Name>`;
}

/** The opening of something that an agency maintains. */
function maintained(element: string, { agency, version }: Dataset, id: string, stub: boolean): string {
  return `<structure:${element} id="${xmlText(id)}" agencyID="${xmlText(agency)}" version="${xmlText(version)}" isFinal="true"${stub ? ' isExternalReference="true"' : ''}>`;
}

function reference({ agency, version }: Dataset, id: string, kind: string, group: string): string {
  return `<Ref id="${xmlText(id)}" version="${xmlText(version)}" agencyID="${xmlText(agency)}" package="${group}" class="${kind}"/>`;
}

function conceptIdentity(dataset: Dataset, concept: string): string {
  const { agency, version } = dataset;
  return `<structure:ConceptIdentity><Ref id="${xmlText(concept)}" maintainableParentID="${xmlText(conceptSchemeId(dataset))}" maintainableParentVersion="${xmlText(version)}" agencyID="${xmlText(agency)}" package="conceptscheme" class="Concept"/></structure:ConceptIdentity>`;
}

function dataflow(dataset: Dataset, stub: boolean): string {
  const body = stub
    ? ''
    : `<structure:Structure>${reference(dataset, dataset.structure, 'DataStructure', 'datastructure')}</structure:Structure>`;
  return `${maintained('Dataflow', dataset, dataset.name, stub)}${names(dataset.title)}${body}</structure:Dataflow>\n`;
}

function codelist(dataset: Dataset, position: number, codes: readonly Code[], stub: boolean): string {
  const dimension = dataset.dimensions[position];
  if (dimension === undefined) throw new Error(`${dataset.name} has no dimension ${position}`);
  const items = codes.map(
    ({ code, title }) => `<structure:Code id="${xmlText(code)}">${names(title)}</structure:Code>\n`,
  );
  const id = codelistId(dataset, dimension.id);
  return `${maintained('Codelist', dataset, id, stub)}${names(dimension.name)}\n${stub ? '' : items.join('')}</structure:Codelist>\n`;
}

function conceptScheme(dataset: Dataset, attributes: readonly string[], stub: boolean): string {
  const concepts = conceptsOf(dataset, attributes);
  const items = concepts.map(
    ([id, name]) => `<structure:Concept id="${xmlText(id)}">${names(name)}</structure:Concept>\n`,
  );
  const body = `${names(dataset.title)}\n${stub ? '' : items.join('')}`;
  return `${maintained('ConceptScheme', dataset, conceptSchemeId(dataset), stub)}${body}</structure:ConceptScheme>\n`;
}

function components(dataset: Dataset, attributes: readonly string[]): string {
  const dimensions = dataset.dimensions.map(({ id }, index) => {
    const list = reference(dataset, codelistId(dataset, id), 'Codelist', 'codelist');
    const representation = `<structure:LocalRepresentation><structure:Enumeration>${list}</structure:Enumeration></structure:LocalRepresentation>`;
    return `<structure:Dimension id="${xmlText(id)}" position="${index + 1}">${conceptIdentity(dataset, id)}${representation}</structure:Dimension>\n`;
  });
  const time = `<structure:TimeDimension id="${timeDimension}" position="${dimensions.length + 1}">${conceptIdentity(dataset, timeDimension)}<structure:LocalRepresentation><structure:TextFormat textType="ObservationalTimePeriod"/></structure:LocalRepresentation></structure:TimeDimension>\n`;
  const related = dataset.dimensions.map(
    ({ id }) => `<structure:Dimension><Ref id="${xmlText(id)}"/></structure:Dimension>`,
  );
  const said = attributes.map(
    (id) =>
      `<structure:Attribute id="${xmlText(id)}" assignmentStatus="Conditional">${conceptIdentity(dataset, id)}<structure:AttributeRelationship>${related.join('')}</structure:AttributeRelationship></structure:Attribute>\n`,
  );
  const list =
    said.length === 0
      ? ''
      : `<structure:AttributeList id="AttributeDescriptor">${said.join('')}</structure:AttributeList>\n`;
  const measure = `<structure:MeasureList id="MeasureDescriptor"><structure:PrimaryMeasure id="${observationValue}">${conceptIdentity(dataset, observationValue)}</structure:PrimaryMeasure></structure:MeasureList>\n`;
  return `<structure:DataStructureComponents><structure:DimensionList id="DimensionDescriptor">${dimensions.join('')}${time}</structure:DimensionList>\n${list}${measure}</structure:DataStructureComponents>`;
}

function dataStructure(dataset: Dataset, attributes: readonly string[], stub: boolean): string {
  const body = stub ? '' : components(dataset, attributes);
  return `${maintained('DataStructure', dataset, dataset.structure, stub)}${names(dataset.title)}${body}</structure:DataStructure>\n`;
}

function artefact({ kind, dataset, position = 0, stub }: Artefact, { codes, attributes }: Lists): string {
  switch (kind) {
    case 'dataflow':
      return dataflow(dataset, stub);
    case 'codelist':
      return codelist(dataset, position, codes[position] ?? [], stub);
    case 'conceptscheme':
      return conceptScheme(dataset, attributes, stub);
    default:
      return dataStructure(dataset, attributes, stub);
  }
}

/** The order in which a message has them. */
const groups: readonly { readonly kind: Kind; readonly element: string }[] = [
  { kind: 'dataflow', element: 'Dataflows' },
  { kind: 'codelist', element: 'Codelists' },
  { kind: 'conceptscheme', element: 'Concepts' },
  { kind: 'datastructure', element: 'DataStructures' },
];

/** Writes a message; `lists` gives what belongs to a data set. */
export function structureMessage(
  artefacts: readonly Artefact[],
  { lists, preparedAt }: { readonly lists: (dataset: Dataset) => Lists; readonly preparedAt: Date },
): string {
  const parts = groups.flatMap(({ kind, element }) => {
    const items = artefacts.filter((one) => one.kind === kind).map((one) => artefact(one, lists(one.dataset)));
    return items.length === 0 ? [] : [`<structure:${element}>\n${items.join('')}</structure:${element}>\n`];
  });
  const head = xmlHeader({ name: 'STRUCTURE', instance: artefacts.length, updatedAt: preparedAt });
  return `${xmlDeclaration}<message:Structure xmlns:message="${schemas}/message" xmlns:structure="${schemas}/structure" xmlns:common="${schemas}/common">\n${head}<message:Structures>\n${parts.join('')}</message:Structures>\n</message:Structure>\n`;
}
