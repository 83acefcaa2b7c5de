/** Ids and URNs of what a data set consists of in SDMX. */
import type { LocalisedText } from '#base/problem.ts';
import type { Dataset } from '#apis/webstat/store/model.ts';

export const timeDimension = 'TIME_PERIOD';
export const observationValue = 'OBS_VALUE';
/** What a series is called, as an attribute beside those that were loaded. */
export const titleAttribute = 'TITLE';

export function codelistId({ structure }: Dataset, dimension: string): string {
  return `CL_${structure}_${dimension}`;
}

export function conceptSchemeId({ structure }: Dataset): string {
  return `CS_${structure}`;
}

export function dataflowUrn({ agency, name, version }: Dataset): string {
  return `urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=${agency}:${name}(${version})`;
}

export function structureUrn({ agency, structure, version }: Dataset): string {
  return `urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=${agency}:${structure}(${version})`;
}

export function codelistUrn(dataset: Dataset, dimension: string): string {
  const { agency, version } = dataset;
  return `urn:sdmx:org.sdmx.infomodel.codelist.Codelist=${agency}:${codelistId(dataset, dimension)}(${version})`;
}

export function conceptUrn(dataset: Dataset, concept: string): string {
  const { agency, version } = dataset;
  return `urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=${agency}:${conceptSchemeId(dataset)}(${version}).${concept}`;
}

/** The concepts of a data set with their names: its dimensions, time, value, attributes. */
export function conceptsOf(
  { dimensions }: Dataset,
  attributes: readonly string[],
): readonly (readonly [id: string, name: LocalisedText])[] {
  return [
    ...dimensions.map(({ id, name }) => [id, name] as const),
    [timeDimension, { fr: 'Période', en: 'Time period' }],
    [observationValue, { fr: 'Valeur de l’observation', en: 'Observation value' }],
    ...attributes.map((id) => [id, { fr: id, en: id }] as const),
  ];
}

/** `ECB:EXR(1.0)`: how SDMX-CSV 1.0 names a flow. */
export function csvFlow({ agency, name, version }: Dataset): string {
  return `${agency}:${name}(${version})`;
}
