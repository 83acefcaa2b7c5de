/** SDMX-ML 2.1 data: generic, where names stand in attributes, and specific to a structure, where they are the attributes. */
import { xmlDeclaration, xmlText } from '#apis/webstat/answers/xml.ts';
import {
  attributesIn,
  keyIn,
  observationsIn,
  type DataMessage,
  type Observation,
} from '#apis/webstat/sdmx/data-message.ts';
import { observationValue, structureUrn, timeDimension } from '#apis/webstat/sdmx/names.ts';
import type { Dataset, StoredSeries } from '#apis/webstat/store/model.ts';

const schemas = 'http://www.sdmx.org/resources/sdmxml/schemas/v2_1';

/** The head of a message. Its moment is that of the data: the same data are the same bytes. */
export function xmlHeader(
  { name, instance, updatedAt }: Pick<Dataset, 'name' | 'instance' | 'updatedAt'>,
  more = '',
): string {
  return `<message:Header><message:ID>${xmlText(name)}.${instance}</message:ID><message:Test>false</message:Test><message:Prepared>${updatedAt.toISOString()}</message:Prepared><message:Sender id="GUICHET"/>${more}</message:Header>\n`;
}

function levelOf({ bySeries }: DataMessage): string {
  return bySeries ? timeDimension : 'AllDimensions';
}

function structureHead(message: DataMessage, namespace = ''): string {
  const { agency, structure, version } = message.dataset;
  const reference = `<Ref agencyID="${xmlText(agency)}" id="${xmlText(structure)}" version="${xmlText(version)}" class="DataStructure"/>`;
  return `<message:Structure structureID="${xmlText(structure)}"${namespace} dimensionAtObservation="${levelOf(message)}"><common:Structure>${reference}</common:Structure></message:Structure>`;
}

function genericValues(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([id, value]) => `<generic:Value id="${xmlText(id)}" value="${xmlText(value)}"/>`).join('');
}

function genericAttributes(pairs: readonly (readonly [string, string])[]): string {
  return pairs.length === 0 ? '' : `<generic:Attributes>${genericValues(pairs)}</generic:Attributes>`;
}

function genericValue({ value }: Observation): string {
  return value === null ? '' : `<generic:ObsValue value="${value}"/>`;
}

function genericSeries(series: StoredSeries, message: DataMessage): string {
  const key = keyIn(series, message);
  const attributes = genericAttributes(attributesIn(series, message));
  const observations = observationsIn(series, message);
  if (message.bySeries) {
    const rows = observations.map(
      (one) => `<generic:Obs><generic:ObsDimension value="${one.period}"/>${genericValue(one)}</generic:Obs>`,
    );
    return `<generic:Series><generic:SeriesKey>${genericValues(key)}</generic:SeriesKey>${attributes}${rows.join('')}</generic:Series>\n`;
  }
  const rows = observations.map((one) => {
    const whole = genericValues([...key, [timeDimension, one.period]]);
    return `<generic:Obs><generic:ObsKey>${whole}</generic:ObsKey>${genericValue(one)}${attributes}</generic:Obs>\n`;
  });
  return rows.join('');
}

export async function* genericData(message: DataMessage): AsyncGenerator<string> {
  const { dataset } = message;
  yield `${xmlDeclaration}<message:GenericData xmlns:message="${schemas}/message" xmlns:common="${schemas}/common" xmlns:generic="${schemas}/data/generic">\n`;
  yield xmlHeader(dataset, structureHead(message));
  yield `<message:DataSet structureRef="${xmlText(dataset.structure)}" action="Information">\n`;
  for await (const series of message.series) yield genericSeries(series, message);
  yield '</message:DataSet>\n</message:GenericData>\n';
}

function specificAttributes(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([id, value]) => ` ${id}="${xmlText(value)}"`).join('');
}

function specificSeries(series: StoredSeries, message: DataMessage): string {
  const said = specificAttributes([...keyIn(series, message), ...attributesIn(series, message)]);
  const rows = observationsIn(series, message).map(({ period, value }) => {
    const shown = value === null ? '' : ` ${observationValue}="${value}"`;
    return `<Obs${message.bySeries ? '' : said} ${timeDimension}="${period}"${shown}/>`;
  });
  return message.bySeries ? `<Series${said}>${rows.join('')}</Series>\n` : `${rows.join('\n')}\n`;
}

export async function* specificData(message: DataMessage): AsyncGenerator<string> {
  const { dataset } = message;
  const urn = xmlText(`${structureUrn(dataset)}:ObsLevelDim:${levelOf(message)}`);
  yield `${xmlDeclaration}<message:StructureSpecificData xmlns:message="${schemas}/message" xmlns:common="${schemas}/common" xmlns:ss="${schemas}/data/structurespecific" xmlns:own="${urn}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n`;
  yield xmlHeader(dataset, structureHead(message, ` namespace="${urn}"`));
  yield `<message:DataSet ss:structureRef="${xmlText(dataset.structure)}" xsi:type="own:DataSetType" ss:dataScope="DataStructure" ss:action="Information">\n`;
  for await (const series of message.series) yield specificSeries(series, message);
  yield '</message:DataSet>\n</message:StructureSpecificData>\n';
}
