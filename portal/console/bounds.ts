/**
 * The bounds of the relay: it calls operations of one deployment of a declared API, and nothing else. An address is judged as
 * it was sent; what could be read in two ways is refused, never mended: what was judged is what is called.
 */
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { isObject, objectOf } from '#registry/contracts/json.ts';

export type Bounds = {
  /** Address below which calls may go, as people are shown it: `https://sandbox-api.piste.gouv.fr/mtes/sne-cotation/v1.0`. */
  readonly base: string;
  /** Its path, where the gateway finds the API. */
  readonly basePath: string;
  /** The API's contract; null: it has none, every path below the base is an operation. */
  readonly contract: unknown;
};

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']);

/** `/`, `.`, `\`, the control characters: what a service might decode into another path. */
const ambiguousEncoding = /%(?:2[ef]|5c|[01][0-9a-f]|7f)/i;
const brokenEncoding = /%(?![0-9a-f]{2})/i;
const visibleAscii = /^[!-~]+$/;

/**
 * Gives the target (path and query) that the gateway is to be asked for.
 *
 * @throws Problem `relay.address_unclear` (400), `relay.address_outside` (403), `relay.operation_unknown` (404)
 */
export function judgeAddress(bounds: Bounds, method: string, address: string): string {
  if (address.length > limits.relayAddressLength || !visibleAscii.test(address)) throw unclear('length or characters');
  if (/[#\\<>"^`{|}]/.test(address)) throw unclear('a character that belongs into no address');
  const below = address.slice(bounds.base.length);
  if (!address.startsWith(bounds.base) || !/^(?:[/?]|$)/.test(below)) throw outside();
  const mark = below.indexOf('?');
  const path = mark === -1 ? below : below.slice(0, mark);
  const query = mark === -1 ? '' : below.slice(mark);
  demandClear(path);
  if (!methods.has(method) || !isOperation(bounds.contract, method, path || '/')) throw unknownOperation();
  return `${bounds.basePath.replace(/\/+$/, '')}${path}${query}` || '/';
}

function demandClear(path: string): void {
  if (path.includes('//')) throw unclear('empty segment');
  if (path.includes(';')) throw unclear('path parameter');
  if (brokenEncoding.test(path) || ambiguousEncoding.test(path)) throw unclear('percent-encoding');
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) throw unclear('dot segment');
}

/** True when the contract has an operation with `method` at `path` (below the base path). */
function isOperation(contract: unknown, method: string, path: string): boolean {
  if (contract === null) return true;
  const asked = method === 'HEAD' ? ['head', 'get'] : [method.toLowerCase()];
  return Object.entries(objectOf(objectOf(contract)['paths'])).some(
    ([template, item]) => isObject(item) && asked.some((name) => name in item) && fits(template, path),
  );
}

/** Segment by segment; a parameter stands for at least one character. Costs what the path is long, whoever wrote the template. */
function fits(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((one, at) => fitsSegment(one, given[at] ?? ''));
}

function fitsSegment(template: string, segment: string): boolean {
  const pieces = template.split(/\{[^{}]*\}/);
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return segment === first;
  const last = pieces.at(-1) ?? '';
  if (!segment.startsWith(first)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = segment.indexOf(piece, position + 1);
    if (at === -1) return false;
    position = at + piece.length;
  }
  return segment.endsWith(last) && segment.length - last.length > position;
}

function unclear(internal: string): Problem {
  return new Problem(
    'relay.address_unclear',
    400,
    {
      en: 'This address can be read in more than one way: write it without dot segments, double slashes and encoded slashes.',
      fr: 'Cette adresse peut se lire de plusieurs façons : écrivez-la sans segments « . » ou « .. », sans doubles barres et sans barres encodées.',
    },
    { internal },
  );
}

function outside(): Problem {
  return new Problem('relay.address_outside', 403, {
    en: 'Tests reach the chosen API alone: this address is not below its own.',
    fr: "Les essais n'atteignent que l'API choisie : cette adresse n'est pas sous la sienne.",
  });
}

function unknownOperation(): Problem {
  return new Problem('relay.operation_unknown', 404, {
    en: 'The contract of the API has no such operation.',
    fr: "Le contrat de l'API ne connaît pas cette opération.",
  });
}
