/** Reads a request for data (SDMX 2.1 REST 1.5: `data/{flowRef}/{key}/{providerRef}`). */
import { parsePeriod, type Period } from '#apis/webstat/series/period.ts';
import type { Window } from '#apis/webstat/answers/window.ts';
import { details, type Detail } from '#apis/webstat/sdmx/data-message.ts';
import { timeDimension } from '#apis/webstat/sdmx/names.ts';
import { SdmxRefusal } from '#apis/webstat/sdmx/refusals.ts';
import type { Dataset } from '#apis/webstat/store/model.ts';

/** True when `EXR`, `BDF,EXR` or `BDF,EXR,1.0` means this data set. */
export function isFlow(reference: string, { agency, name, version }: Dataset): boolean {
  const parts = reference.split(',');
  const [askedAgency, askedName, askedVersion] = parts.length === 1 ? ['all', ...parts] : parts;
  return (
    parts.length <= 3 &&
    askedName === name &&
    ['all', agency].includes(askedAgency ?? '') &&
    [undefined, 'latest', 'all', version].includes(askedVersion)
  );
}

export type DataQuery = {
  readonly window: Window;
  readonly detail: Detail;
  readonly bySeries: boolean;
  /** Only what was loaded after it; null: whenever. */
  readonly updatedAfter: Date | null;
};

function period(query: URLSearchParams, name: string): Period | null {
  const given = query.get(name);
  if (given === null) return null;
  // Moments are taken for their day.
  const found = parsePeriod(given.replace(/T[0-9:.Z+-]+$/, ''));
  if (found === null) throw new SdmxRefusal(140, `${name}: ${given} is no period`);
  return found;
}

function count(query: URLSearchParams, name: string): number | null {
  const given = query.get(name);
  if (given === null) return null;
  if (!/^[0-9]{1,9}$/.test(given) || Number(given) === 0)
    throw new SdmxRefusal(140, `${name}: expected a whole number of at least 1`);
  return Number(given);
}

function level(query: URLSearchParams): boolean {
  const given = query.get('dimensionAtObservation') ?? timeDimension;
  if (given === timeDimension) return true;
  if (given === 'AllDimensions') return false;
  throw new SdmxRefusal(501, `dimensionAtObservation: ${timeDimension} or AllDimensions`);
}

function moment(query: URLSearchParams, name: string): Date | null {
  const given = query.get(name);
  if (given === null) return null;
  const found = new Date(given);
  if (Number.isNaN(found.getTime())) throw new SdmxRefusal(140, `${name}: ${given} is no moment`);
  return found;
}

/** @throws SdmxRefusal 140 for what cannot be read, 150 for both numbers at once, 501 for what is not offered */
export function readDataQuery(query: URLSearchParams): DataQuery {
  const asked = query.get('detail') ?? 'full';
  const detail = details.find((one) => one === asked);
  if (detail === undefined) throw new SdmxRefusal(140, `detail: one of ${details.join(', ')}`);
  if (query.get('includeHistory') === 'true') throw new SdmxRefusal(501, 'includeHistory: history is not kept');
  const window = {
    ...{ from: period(query, 'startPeriod'), to: period(query, 'endPeriod') },
    ...{ first: count(query, 'firstNObservations'), last: count(query, 'lastNObservations') },
  };
  if (window.first !== null && window.last !== null) {
    throw new SdmxRefusal(150, 'firstNObservations and lastNObservations cannot be combined here');
  }
  return { window, detail, bySeries: level(query), updatedAfter: moment(query, 'updatedAfter') };
}
