/** The cookies of one visit: those that came, and those that the answer sets. */
import { parse } from 'hono/utils/cookie';

/** What the portal keeps in a browser; `__Host-` (RFC 6265bis §4.1.3.2) is put before it where TLS is on. */
export type CookieName =
  | 'guichet_session'
  | 'guichet_visitor'
  | 'guichet_language'
  | 'guichet_notice'
  | 'guichet_samples';

export type Cookies = {
  readonly get: (name: CookieName) => string | undefined;
  /** Keeps `value` for `seconds`; without them until the browser is closed. */
  readonly set: (name: CookieName, value: string, seconds?: number) => void;
  readonly remove: (name: CookieName) => void;
  /** The `Set-Cookie` lines of the answer. */
  readonly lines: () => readonly string[];
};

/** Opens the cookies of a request; `secure`: the portal's public address is https. */
export function openCookies(field: string | null, secure: boolean): Cookies {
  const prefix = secure ? '__Host-' : '';
  const given = field === null ? {} : parse(field);
  const changed = new Map<string, string>();
  const write = (name: CookieName, value: string, seconds: number | undefined): void => {
    const life = seconds === undefined ? '' : `; Max-Age=${seconds}`;
    // Lax: a link in a mail must find its reader logged in; what changes anything is a POST with a token besides.
    changed.set(name, `${prefix}${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${life}`);
  };
  return {
    get: (name) => given[prefix + name],
    set: write,
    remove: (name) => write(name, '', 0),
    lines: () => [...changed.values()],
  };
}
