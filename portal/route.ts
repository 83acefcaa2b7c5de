/** An address of the portal: its pattern for the table of pages, and the way to write it for one thing. */

type Parameters<Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? Parameters<Head> | Parameters<Tail>
  : Path extends `:${infer Name}`
    ? Name
    : never;

export type Route<Path extends string = string> = {
  /** As the router reads it: `/applications/:application`. */
  readonly pattern: Path;
  /** The address of one thing, with the fields of `query` that are set behind it. */
  readonly to: (...values: RouteValues<Path>) => string;
};

type Query = Readonly<Record<string, string | number | null | undefined>>;

type RouteValues<Path extends string> = [Parameters<Path>] extends [never]
  ? [query?: Query]
  : [values: Readonly<Record<Parameters<Path>, string>>, query?: Query];

/** Declares an address by its pattern. */
export function route<Path extends string>(pattern: Path): Route<Path> {
  const hasParameters = pattern.includes('/:');
  return {
    pattern,
    to: (...given) => {
      // With parameters in the pattern the first value holds them: the type of `to` says so.
      const [values, query] = (hasParameters ? given : [{}, given[0]]) as [Readonly<Record<string, string>>, Query?];
      const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
      return withQuery(path, query);
    },
  };
}

/** Puts `query` behind `path`, without the fields that are empty. */
export function withQuery(path: string, query: Query = {}): string {
  const set = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`;
}

/**
 * The address in `given` when it is one of this portal: a path of its own, so that no link can lead a person who has just
 * logged in to somebody else's page (open redirect, OWASP ASVS 5.0 V3.7.2).
 */
export function ownAddress(given: string | null | undefined): string | null {
  if (given === null || given === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(given)) return null;
  const origin = 'http://portal.invalid';
  const url = URL.parse(given, origin);
  return url !== null && url.origin === origin ? url.pathname + url.search : null;
}
