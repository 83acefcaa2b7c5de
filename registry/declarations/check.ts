/**
 * What must hold between the things of a declaration, and between them and what exists already. Each rule is a function
 * in the list at the end; all of them run, and every fault names file, line and path.
 */
import type { ProblemFault } from '#base/problem.ts';
import { checkAddresses } from '#registry/declarations/check-addresses.ts';
import {
  nameOf,
  providerOf,
  type DeclaredThing,
  type DeclaredWorld,
  type ThingOf,
  type ThingType,
} from '#registry/declarations/thing.ts';

type Placed<Type extends ThingType> = Extract<DeclaredThing, { type: Type }>;

/** Gives the faults that it finds. */
type Rule = (world: DeclaredWorld) => ProblemFault[];

/** The declared things of one type. */
function declaredOf<Type extends ThingType>(world: DeclaredWorld, type: Type): Placed<Type>[] {
  return world.declared.filter((thing): thing is Placed<Type> => thing.type === type);
}

function exists(world: DeclaredWorld, type: ThingType, key: string): boolean {
  const here = (thing: { type: ThingType; key: string }): boolean => thing.type === type && thing.key === key;
  return world.declared.some(here) || world.current.some(here);
}

function fault(path: string, message: string): ProblemFault {
  return { path, message };
}

/** The same name twice; profiles may stand under several versions of an API if they say the same. */
const noDuplicates: Rule = ({ declared }) => {
  const first = new Map<string, DeclaredThing>();
  const faults: ProblemFault[] = [];
  for (const thing of declared) {
    const name = nameOf(thing.type, thing.key);
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, thing);
    } else if (thing.type !== 'profile' || JSON.stringify(thing.values) !== JSON.stringify(earlier.values)) {
      faults.push(fault(thing.at(), `${name} is declared twice; first at ${earlier.at()}`));
    }
  }
  return faults;
};

const organisationsExist: Rule = (world) =>
  declaredOf(world, 'provider')
    .filter(({ values }) => !exists(world, 'organisation', values.organisation))
    .map(({ values, at }) => fault(at('organisation'), `there is no organisation ${values.organisation}`));

const onePerOrganisation: Rule = (world) => {
  const holders = new Map<string, string>();
  const declaredKeys = new Set(declaredOf(world, 'provider').map(({ key }) => key));
  for (const thing of world.current) {
    if (thing.type === 'provider' && !declaredKeys.has(thing.key)) holders.set(thing.values.organisation, thing.key);
  }
  return declaredOf(world, 'provider').flatMap(({ key, values, at }) => {
    const holder = holders.get(values.organisation);
    holders.set(values.organisation, key);
    if (holder === undefined || holder === key) return [];
    return [fault(at('organisation'), `organisation ${values.organisation} is already provider ${holder}`)];
  });
};

const accountsExist: Rule = (world) => {
  const accounts = new Set(
    [...world.declared, ...world.current].filter((thing) => thing.type === 'account').map((thing) => thing.key),
  );
  return declaredOf(world, 'right')
    .filter(({ values }) => !accounts.has(values.account))
    .map(({ values, at }) => fault(at('account'), `there is no account ${values.account}`));
};

/** Join codes and issuers have names of their own, whoever declares them: they do not change hands. */
const ownersStay: Rule = ({ declared, current }) => {
  const owners = new Map<string, string>();
  for (const thing of current) {
    if (thing.type === 'issuer') owners.set(nameOf('issuer', thing.key), `provider ${thing.values.provider}`);
    if (thing.type === 'organisation-code') {
      owners.set(nameOf('organisation-code', thing.key), `organisation ${thing.values.organisation}`);
    }
  }
  return declared.flatMap((thing) => {
    const owner = owners.get(nameOf(thing.type, thing.key));
    if (owner === undefined) return [];
    const claimed =
      thing.type === 'organisation-code'
        ? `organisation ${thing.values.organisation}`
        : `provider ${providerOf(thing)}`;
    const field = thing.type === 'issuer' ? 'slug' : 'code';
    return owner === claimed ? [] : [fault(thing.at(field), `${thing.key} already belongs to ${owner}`)];
  });
};

const issuerAddresses: Rule = (world) => {
  const holders = new Map<string, string>();
  for (const thing of world.current) {
    if (thing.type === 'issuer') holders.set(thing.values.url, thing.key);
  }
  return declaredOf(world, 'issuer').flatMap(({ key, values, at }) => {
    const holder = holders.get(values.url);
    holders.set(values.url, key);
    return holder === undefined || holder === key
      ? []
      : [fault(at('url'), `${values.url} is already the address of issuer ${holder}`)];
  });
};

const defaultScopes: Rule = (world) =>
  declaredOf(world, 'issuer').flatMap(({ values, at }) =>
    (values.defaultScope?.split(' ') ?? [])
      .filter((scope) => !values.scopes.includes(scope))
      .map((scope) => fault(at('defaultScope'), `"${scope}" is not among the issuer's scopes`)),
  );

const termsExist: Rule = (world) =>
  declaredOf(world, 'api').flatMap(({ values, at }) => {
    const { provider, terms } = values;
    if (
      terms === null ||
      world.declared.some((thing) => thing.type === 'terms' && thing.key === `${provider}/${terms}`)
    ) {
      return [];
    }
    return [fault(at('terms'), `provider ${provider} declares no terms ${terms}`)];
  });

const approversNamed: Rule = (world) =>
  declaredOf(world, 'api')
    .filter(({ values }) => values.validationNeeded && values.approver === '')
    .map(({ at }) => fault(at('validation'), 'approver is missing: validation is needed, so somebody must approve'));

/** Dates and a successor say how an API ends: they belong to one that does, and in the order of time. */
const endsInOrder: Rule = (world) =>
  declaredOf(world, 'api').flatMap(({ key, values, at }) => {
    const { status, deprecated, sunset, successor, provider } = values;
    const faults: ProblemFault[] = [];
    const leaving = status === 'deprecated' || status === 'retired';
    if (!leaving && (deprecated !== null || sunset !== null || successor !== null)) {
      faults.push(fault(at('status'), 'expected deprecated or retired: deprecated, sunset or successor is given'));
    }
    if (deprecated !== null && sunset !== null && sunset < deprecated) {
      faults.push(fault(at('sunset'), 'an API ends after it was deprecated, not before'));
    }
    if (successor === null) return faults;
    if (`${provider}/${successor}` === key) faults.push(fault(at('successor'), 'an API does not succeed itself'));
    if (!exists(world, 'api', `${provider}/${successor}`)) {
      faults.push(fault(at('successor'), `provider ${provider} has no API ${successor}`));
    }
    return faults;
  });

/** Tokens need an issuer of the same provider and environment that knows the scopes; other credentials need none. */
const issuersFit: Rule = (world) => {
  const issuers = new Map(declaredOf(world, 'issuer').map((thing) => [thing.key, thing]));
  return declaredOf(world, 'api').flatMap((api) =>
    (['sandbox', 'production'] as const).flatMap((environment) =>
      issuerFaults(api, environment, issuers).map(([field, message]) =>
        fault(api.at('deployments', environment, ...field), message),
      ),
    ),
  );
};

function issuerFaults(
  { values }: ThingOf<'api'>,
  environment: 'sandbox' | 'production',
  issuers: ReadonlyMap<string, ThingOf<'issuer'>>,
): [field: string[], message: string][] {
  const deployment = values[environment];
  if (deployment === null) return [];
  if (values.credential !== 'token') {
    return deployment.issuer === null
      ? []
      : [[['issuer'], `the API takes no tokens (credential ${values.credential}): leave issuer out`]];
  }
  if (deployment.issuer === null) return [[[], 'issuer is missing: the API takes tokens']];
  const issuer = issuers.get(deployment.issuer);
  if (issuer === undefined || issuer.values.provider !== values.provider) {
    return [[['issuer'], `provider ${values.provider} declares no issuer ${deployment.issuer}`]];
  }
  const faults: [string[], string][] = [];
  if (issuer.values.environment !== environment) {
    faults.push([['issuer'], `issuer ${issuer.key} is of ${issuer.values.environment}, not of ${environment}`]);
  }
  for (const scope of values.scopes) {
    if (issuer.values.scopes.includes(scope)) continue;
    faults.push([['issuer'], `issuer ${issuer.key} does not know the scope ${scope} that the API requires`]);
  }
  return faults;
}

const productsHoldApis: Rule = (world) => {
  const apis = new Set(declaredOf(world, 'api').map(({ key }) => key));
  return declaredOf(world, 'product').flatMap(({ values, at }) => {
    const unknown = values.apis
      .filter((api) => !apis.has(`${values.provider}/${api}`))
      .map((api) => fault(at('apis'), `provider ${values.provider} declares no API ${api}`));
    const twice = values.apis
      .filter((api, index) => values.apis.indexOf(api) !== index)
      .map((api) => fault(at('apis'), `${api} is in the list twice`));
    return [...unknown, ...twice];
  });
};

const burstsHaveRates: Rule = (world) =>
  declaredOf(world, 'plan')
    .filter(({ values }) => values.burst !== null && values.rate === null)
    .map(({ at }) => fault(at('burst'), 'burst needs a rate'));

const rules: readonly Rule[] = [
  noDuplicates,
  organisationsExist,
  onePerOrganisation,
  accountsExist,
  ownersStay,
  issuerAddresses,
  defaultScopes,
  termsExist,
  approversNamed,
  endsInOrder,
  issuersFit,
  productsHoldApis,
  burstsHaveRates,
  checkAddresses,
];

/** Gives everything that is wrong between the things of `world`. */
export function check(world: DeclaredWorld): ProblemFault[] {
  return rules.flatMap((rule) => rule(world));
}
