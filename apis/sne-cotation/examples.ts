/** The examples of the contract: real answers of the sandbox on a fixed day, so that what a reader copies works there. */
import { answerModel, answerNumbers, answerRating, answerRequest } from '#apis/sne-cotation/answers.ts';
import { generateData } from '#apis/sne-cotation/requests/generate.ts';
import { territories } from '#apis/sne-cotation/territories/territories.ts';

const day = '2026-07-01';

function makeExamples() {
  const [territory] = territories;
  if (territory === undefined) throw new Error('there is no territory');
  const data = generateData(territory, 'sandbox');
  const request = data.requests.find(
    ({ situations, nature }) => situations.length > 0 && nature === 'premiere_demande',
  );
  if (request === undefined) throw new Error('there is no request to show');
  const found = { request, data };
  const model = answerModel(territory, day);
  const { premiere_demande, mutation } = model.modele.grilles;
  const short = { premiere_demande: premiere_demande.slice(0, 2), mutation: mutation.slice(0, 1) };
  return {
    numbers: answerNumbers(data, '0-2', false),
    request: answerRequest(found),
    number: request.numeroUnique,
    locations: { localisationsSouhaitees: request.localisationsSouhaitees.map((codeInsee) => ({ codeInsee })) },
    rating: answerRating(found, request.localisationsSouhaitees, day),
    model: { ...model, modele: { ...model.modele, grilles: short } },
  };
}

export const examples = makeExamples();
