/** What the services answer, as plain functions of the data: who may ask has been judged before. */
import { limits } from '#base/limits.ts';
import { factsOf } from '#apis/sne-cotation/cotation/facts.ts';
import { noteOf } from '#apis/sne-cotation/cotation/note.ts';
import { standingsOf } from '#apis/sne-cotation/cotation/standing.ts';
import { versionInForce, type Version } from '#apis/sne-cotation/model/model.ts';
import { Refusal } from '#apis/sne-cotation/refusals.ts';
import { generatedNotice, type RequestData } from '#apis/sne-cotation/requests/generate.ts';
import type { HousingRequest } from '#apis/sne-cotation/requests/request.ts';
import type { Territory } from '#apis/sne-cotation/territories/territories.ts';

/** Gives the numbers from one place to another; past the end there are none. @throws Refusal ERRCOTNUM0002, ERRCOTNUM0003 */
export function answerNumbers({ territory, requests }: RequestData, range: string, onlyUnrated: boolean) {
  const [first = 0, last = 0] = range.split('-').map(Number);
  if (last < first) throw new Refusal('ERRCOTNUM0002');
  if (last - first >= limits.sneRangeNumbers) throw new Refusal('ERRCOTNUM0003');
  const left = onlyUnrated ? requests.filter(({ aCoter }) => aCoter) : requests;
  const numeros = left.slice(first, last + 1).map(({ numeroUnique }) => numeroUnique);
  return { avertissement: generatedNotice, epci: territory.siren, range, total: left.length, numeros };
}

export type Found = { readonly request: HousingRequest; readonly data: RequestData };

/** Gives the request of a number among what the caller may see. @throws Refusal ERRCOTNUM0006 */
export function findRequest(reachable: readonly RequestData[], number: string): Found {
  for (const data of reachable) {
    const request = data.requests.find(({ numeroUnique }) => numeroUnique === number);
    if (request !== undefined) return { request, data };
  }
  throw new Refusal('ERRCOTNUM0006');
}

export function answerRequest({ request }: Found) {
  const { localisationsSouhaitees, situations } = request;
  return {
    ...{ avertissement: generatedNotice, ...request },
    ...{ localisationsSouhaitees: [...localisationsSouhaitees], situations: [...situations] },
  };
}

/** Gives note, detail and, for each wished municipality, position and waiting time. @throws Refusal ERRCOTCAL0003, ERRCOTCAL0006 */
export function answerRating({ request, data }: Found, codes: readonly string[], day: string) {
  const { territory, requests, allocations } = data;
  const communes = codes.map((code) => {
    const commune = territory.communes.find((one) => one.code === code);
    if (commune === undefined) throw new Refusal('ERRCOTCAL0003');
    return commune;
  });
  const { version, grilles } = requireVersion(territory, day);
  const criteria = grilles[request.nature];
  const { note, detail } = noteOf(criteria, factsOf(request, territory, day));
  const standings = standingsOf(request, note, codes, { territory, requests, allocations, criteria, day });
  return {
    ...{ avertissement: generatedNotice, numeroUnique: request.numeroUnique, epci: territory.siren, date: day },
    ...{ modele: { version, grille: request.nature }, note, detail: [...detail] },
    localisationsSouhaitees: communes.flatMap(({ code, libelle }) =>
      standings
        .filter(({ commune }) => commune === code)
        .map(({ position, demandesSimilaires, delaiMoyenAttenteMois }) => {
          return { codeInsee: code, libelle, position, demandesSimilaires, delaiMoyenAttenteMois };
        }),
    ),
  };
}

/** Gives the model in force on `day`, and which others there are. @throws Refusal ERRCOTCAL0006 */
export function answerModel(territory: Territory, day: string) {
  const { siren, nom, communes, modele } = territory;
  return {
    ...{ avertissement: modele.avertissement, epci: { siren, nom, communes }, sources: modele.sources },
    versions: modele.versions.map(({ version, enVigueurDu, enVigueurAu }) => ({ version, enVigueurDu, enVigueurAu })),
    modele: requireVersion(territory, day),
  };
}

function requireVersion({ modele }: Territory, day: string): Version {
  const version = versionInForce(modele, day);
  if (version === null) throw new Refusal('ERRCOTCAL0006');
  return version;
}
