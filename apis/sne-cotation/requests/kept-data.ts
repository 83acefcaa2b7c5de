/** The data of each territory and environment, made when first asked for and kept. */
import { generateData, type Environment, type RequestData } from '#apis/sne-cotation/requests/generate.ts';
import type { Territory } from '#apis/sne-cotation/territories/territories.ts';

export type KeptData = (territory: Territory, environment: Environment) => RequestData;

export function openKeptData(): KeptData {
  const kept = new Map<string, RequestData>();
  return (territory, environment) => {
    const key = `${environment}/${territory.siren}`;
    const data = kept.get(key) ?? generateData(territory, environment);
    kept.set(key, data);
    return data;
  };
}
